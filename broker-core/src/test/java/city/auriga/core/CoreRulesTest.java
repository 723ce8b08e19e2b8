package city.auriga.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The core is pure, and its packages are a ladder. */
@AnalyzeClasses(packages = "city.auriga.core", importOptions = ImportOption.DoNotIncludeTests.class)
class CoreRulesTest {
    @ArchTest
    static final ArchRule KNOWS_ONLY_THE_JDK_JSON_JSON_LD_AND_GEOMETRY =
            classes()
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(
                            "city.auriga.core..",
                            "java.io",
                            "java.lang..",
                            "java.math",
                            "java.net",
                            "java.nio.charset",
                            "java.text",
                            "java.time..",
                            "java.util..",
                            "tools.jackson..",
                            "com.apicatalog..",
                            "jakarta.json..",
                            "com.google.re2j..",
                            "org.locationtech.jts..",
                            "org.jspecify..");

    @ArchTest
    static final ArchRule HAS_NO_CLOCK_AND_NO_THREADS =
            noClasses()
                    .should()
                    .callMethod(java.time.Instant.class, "now")
                    .orShould()
                    .callMethod(System.class, "currentTimeMillis")
                    .orShould()
                    .callMethod(System.class, "nanoTime")
                    .orShould()
                    .callMethod(java.util.UUID.class, "randomUUID")
                    .orShould()
                    .dependOnClassesThat()
                    .areAssignableTo(java.util.concurrent.Executor.class)
                    .orShould()
                    .dependOnClassesThat()
                    .areAssignableTo(Thread.class);

    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CYCLES =
            slices().matching("city.auriga.core.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule PACKAGES_ARE_A_LADDER =
            layeredArchitecture()
                    .consideringOnlyDependenciesInLayers()
                    .layer("problem")
                    .definedBy("..core.problem")
                    .layer("model")
                    .definedBy("..core.model")
                    .layer("languages")
                    .definedBy("..core.jsonld", "..core.query")
                    .layer("representation")
                    .definedBy("..core.representation")
                    .layer("mutation")
                    .definedBy("..core.mutation")
                    .layer("features")
                    .definedBy(
                            "..core.entity",
                            "..core.subscription",
                            "..core.registration",
                            "..core.device",
                            "..core.discovery")
                    .whereLayer("features")
                    .mayNotBeAccessedByAnyLayer()
                    .whereLayer("mutation")
                    .mayOnlyBeAccessedByLayers("features")
                    .whereLayer("representation")
                    .mayOnlyBeAccessedByLayers("mutation", "features")
                    .whereLayer("languages")
                    .mayOnlyBeAccessedByLayers("representation", "mutation", "features")
                    .whereLayer("model")
                    .mayOnlyBeAccessedByLayers(
                            "languages", "representation", "mutation", "features");
}
