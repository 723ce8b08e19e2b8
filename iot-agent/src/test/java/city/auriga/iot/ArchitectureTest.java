package city.auriga.iot;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "city.auriga.iot", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule packagesFormALadder =
            slices().matching("city.auriga.iot.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule ofTheBrokerOnlyTheCoreIsKnown =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("city.auriga.storage..", "city.auriga.api..", "java.sql..");

    @ArchTest
    static final ArchRule payloadAndMappingArePure =
            classes()
                    .that()
                    .resideInAnyPackage("city.auriga.iot.payload", "city.auriga.iot.mapping")
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(
                            "city.auriga.iot.payload",
                            "city.auriga.iot.mapping",
                            "city.auriga.iot.expression",
                            "city.auriga.core..",
                            "java.lang..",
                            "java.math",
                            "java.nio",
                            "java.nio.charset",
                            "java.time..",
                            "java.util..",
                            "org.jspecify.annotations",
                            "tools.jackson..");

    /** So that an expression reaches nothing: no files, no network, no reflection, no clock. */
    @ArchTest
    static final ArchRule expressionsAreClosed =
            classes()
                    .that()
                    .resideInAPackage("city.auriga.iot.expression..")
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(
                            "city.auriga.iot.expression..",
                            "city.auriga.core.problem",
                            "city.auriga.core.query",
                            "com.google.re2j",
                            "java.io",
                            "java.lang",
                            "java.lang.invoke",
                            "java.lang.runtime",
                            "java.math",
                            "java.nio",
                            "java.nio.charset",
                            "java.text",
                            "java.time..",
                            "java.util..",
                            "org.antlr.v4.runtime..",
                            "org.jspecify.annotations",
                            "tools.jackson..");

    @ArchTest
    static final ArchRule expressionsStartAndReadNothing =
            noClasses()
                    .that()
                    .resideInAPackage("city.auriga.iot.expression..")
                    .should()
                    .dependOnClassesThat()
                    .haveNameMatching(
                            "java\\.io\\.(File|RandomAccess).*|java\\.time\\.Clock"
                                    + "|java\\.lang\\.(Runtime|Process.*|Thread.*)");

    @ArchTest
    static final ArchRule onlyTheHttpPackageKnowsServlets =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("city.auriga.iot.http")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("jakarta.servlet..", "org.springframework.http..");

    @ArchTest
    static final ArchRule codecsKnowNoTransport =
            classes()
                    .that()
                    .resideInAPackage("city.auriga.iot.codec")
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(
                            "city.auriga.iot.codec",
                            "city.auriga.iot.payload",
                            "city.auriga.core.model",
                            "com.github.benmanes.caffeine.cache",
                            "com.google.protobuf",
                            "java.io",
                            "java.lang..",
                            "java.math",
                            "java.nio",
                            "java.nio.charset",
                            "java.time..",
                            "java.util..",
                            "org.apache.commons.csv",
                            "org.jspecify.annotations",
                            "tools.jackson..");
}
