package city.auriga;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What holds across all modules. */
@AnalyzeClasses(
        packages = "city.auriga",
        importOptions = {ImportOption.DoNotIncludeTests.class, RulesTest.NoTestJars.class})
class RulesTest {
    private static final int MAX_LINES = 400;

    /** The tests of the other modules come as jars. */
    static final class NoTestJars implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar");
        }
    }

    @ArchTest
    static final ArchRule SQL_STAYS_IN_STORAGE =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("city.auriga.storage..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "java.sql..",
                            "javax.sql..",
                            "org.springframework.jdbc..",
                            "org.postgresql..");

    @ArchTest
    static final ArchRule STORAGE_KNOWS_NO_HTTP =
            noClasses()
                    .that()
                    .resideInAPackage("city.auriga.storage..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "jakarta.servlet..",
                            "org.springframework.web..",
                            "city.auriga.api..",
                            "city.auriga.iot..");

    @ArchTest
    static final ArchRule THE_AGENT_KNOWS_ONLY_THE_CORE =
            noClasses()
                    .that()
                    .resideInAPackage("city.auriga.iot..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("city.auriga.api..", "city.auriga.storage..");

    @ArchTest
    static final ArchRule THE_API_KNOWS_STORAGE_BY_ITS_PORTS_ONLY =
            noClasses()
                    .that()
                    .resideInAPackage("city.auriga.api..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("city.auriga.storage..");

    @ArchTest
    static final ArchRule THE_PURE_PARTS_OF_THE_AGENT_STAY_PURE =
            noClasses()
                    .that()
                    .resideInAnyPackage(
                            "city.auriga.iot.expression..",
                            "city.auriga.iot.payload..",
                            "city.auriga.iot.mapping..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "org.springframework..",
                            "io.netty..",
                            "com.hivemq..",
                            "org.eclipse.paho..");

    @ArchTest
    static final ArchRule THE_DEMO_IS_A_CLIENT_LIKE_ANY_OTHER =
            noClasses()
                    .that()
                    .resideInAPackage("city.auriga.demo..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "city.auriga.core..",
                            "city.auriga.storage..",
                            "city.auriga.api..",
                            "city.auriga.iot..",
                            "org.springframework..");

    @ArchTest
    static final ArchRule NAMES_SAY_WHAT_A_CLASS_IS_ABOUT =
            classes()
                    .should()
                    .haveSimpleNameNotEndingWith("Util")
                    .andShould()
                    .haveSimpleNameNotEndingWith("Utils")
                    .andShould()
                    .haveSimpleNameNotEndingWith("Helper")
                    .andShould()
                    .haveSimpleNameNotEndingWith("Manager")
                    .andShould()
                    .haveSimpleNameNotEndingWith("Impl");

    @ArchTest
    static final ArchRule NO_PACKAGE_FOR_LEFTOVERS =
            noClasses()
                    .should()
                    .resideInAnyPackage("..util..", "..common..", "..helper..", "..misc..");

    @ArchTest
    static final ArchRule STORAGE_PACKAGES_HAVE_NO_CYCLES =
            slices().matching("city.auriga.storage.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule AGENT_PACKAGES_HAVE_NO_CYCLES =
            slices().matching("city.auriga.iot.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule NO_THREAD_LOCALS =
            noClasses().should().dependOnClassesThat().areAssignableTo(ThreadLocal.class);

    @Test
    void oneFileHoldsOneIdea() throws IOException {
        try (var files = Files.walk(Path.of(".."))) {
            var tooLong =
                    files.filter(file -> file.toString().endsWith(".java"))
                            .filter(file -> file.toString().contains("src/main"))
                            .filter(file -> lines(file) > MAX_LINES)
                            .toList();
            assertThat(tooLong).isEqualTo(List.of());
        }
    }

    private static long lines(Path file) {
        try (var lines = Files.lines(file)) {
            return lines.count();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
