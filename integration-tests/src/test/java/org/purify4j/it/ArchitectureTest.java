package org.purify4j.it;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethod;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.io.ObjectInputStream;

/** The arrows between modules and packages point one way. */
@AnalyzeClasses(packages = "org.purify4j", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String ENGINES = "org.purify4j.diffusion.engine";
  private static final String INNER_LOOPS = ENGINES + ".vector.simd..";
  private static final String LAYERS = "org.purify4j.layers..";
  private static final String IMPORTERS = "org.purify4j.importers..";
  private static final String CHECKPOINT = "org.purify4j.importers.checkpoint..";
  private static final String CLI = "org.purify4j.cli..";

  @ArchTest
  static final ArchRule modulesKnowThoseBelowThem =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("samediff-models")
          .definedBy(module("samediff-models"))
          .layer("importers")
          .definedBy(module("importers"))
          .layer("plugin")
          .definedBy(module("dl4j-plugin/plugin"))
          .layer("cli")
          .definedBy(module("dl4j-plugin/cli"))
          .whereLayer("samediff-models")
          .mayOnlyBeAccessedByLayers("importers", "plugin", "cli")
          .whereLayer("importers")
          .mayOnlyBeAccessedByLayers("plugin", "cli")
          .whereLayer("plugin")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("cli")
          .mayNotBeAccessedByAnyLayer();

  @ArchTest
  static final ArchRule diffusionModelsKnowNoDl4j =
      noClasses()
          .that(module("samediff-models"))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.deeplearning4j..");

  @ArchTest
  static final ArchRule diffusionModelsHaveTheirOwnRoot =
      classes()
          .that(module("samediff-models"))
          .should()
          .resideInAPackage("org.purify4j.diffusion..");

  @ArchTest
  static final ArchRule theCommandLineHasItsOwnRoot =
      classes().that(module("dl4j-plugin/cli")).should().resideInAPackage(CLI);

  @ArchTest
  static final ArchRule packagesFormNoCycle =
      slices().matching("org.purify4j.(**)").should().beFreeOfCycles();

  /** But for the list of engines and the choice among them. */
  @ArchTest
  static final ArchRule noEngineKnowsAnother =
      slices()
          .matching(ENGINES + ".(*)..")
          .should()
          .notDependOnEachOther()
          .ignoreDependency(resideInAPackage(ENGINES + ".choice"), alwaysTrue());

  @ArchTest
  static final ArchRule onlyTheInnerLoopsKnowTheVectorApi =
      noClasses()
          .that()
          .resideOutsideOfPackage(INNER_LOOPS)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("jdk.incubator..");

  @ArchTest
  static final ArchRule theInnerLoopsKnowNothingElse =
      noClasses()
          .that()
          .resideInAPackage(INNER_LOOPS)
          .should()
          .dependOnClassesThat()
          .resideOutsideOfPackages(INNER_LOOPS, "java..", "jdk.incubator..");

  @ArchTest
  static final ArchRule votingDoesNotKnowTheChain =
      noClasses()
          .that()
          .resideInAPackage("org.purify4j.diffusion.vote..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.purify4j.diffusion.chain..");

  @ArchTest
  static final ArchRule layersOfSavedNetworksDoNotKnowWhereTheyCameFrom =
      noClasses()
          .that()
          .resideInAPackage(LAYERS)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(IMPORTERS);

  @ArchTest
  static final ArchRule theCheckpointReadersShowSevenTypes =
      classes()
          .that()
          .resideInAPackage(CHECKPOINT)
          .and()
          .arePublic()
          .and()
          .areTopLevelClasses()
          .should()
          .haveNameMatching(
              ".*\\.(Averages|Checkpoint|Container|ElementType|ImportException|TensorInfo"
                  + "|WeightSelection)");

  @ArchTest
  static final ArchRule theCheckpointReadersKnowNothingOfWhatIsMadeOfACheckpoint =
      noClasses()
          .that()
          .resideInAPackage(CHECKPOINT)
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                      IMPORTERS,
                      LAYERS,
                      "org.purify4j.diffusion.model..",
                      "org.purify4j.diffusion.network..",
                      "org.purify4j.diffusion.unet..",
                      "org.deeplearning4j..")
                  .and(DescribedPredicate.not(resideInAnyPackage(CHECKPOINT))));

  /** A class name in a checkpoint stays a name. */
  @ArchTest
  static final ArchRule theCheckpointReadersLoadNoClass =
      noClasses()
          .that()
          .resideInAPackage(CHECKPOINT)
          .should(callMethod(Class.class, "forName", String.class))
          .orShould()
          .dependOnClassesThat()
          .resideInAnyPackage("java.lang.reflect..", "java.net..")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(ClassLoader.class)
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(ObjectInputStream.class)
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(ProcessBuilder.class);

  @ArchTest
  static final ArchRule librariesKnowNoBackend =
      noClasses()
          .that()
          .resideOutsideOfPackage(CLI)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.nd4j.linalg.cpu..", "org.nd4j.linalg.jcublas..", "org.nd4j.nativeblas..");

  @ArchTest
  static final ArchRule librariesDrawNoChartsAndReadNoOptions =
      noClasses()
          .that()
          .resideOutsideOfPackage(CLI)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.knowm.xchart..",
              "me.tongfei..",
              "org.apache.commons.cli..",
              "org.jline..",
              "org.apache.pdfbox..");

  @ArchTest
  static final ArchRule packagesOfTheCommandLineFormNoCycle =
      slices().matching("org.purify4j.cli.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule packagesOfTheCommandLineAreLayers =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage("org.purify4j.cli..")
          .layer("shell")
          .definedBy("org.purify4j.cli.shell")
          .layer("option")
          .definedBy("org.purify4j.cli.option")
          .layer("report")
          .definedBy("org.purify4j.cli.report")
          .layer("command")
          .definedBy("org.purify4j.cli.command..")
          .layer("demo")
          .definedBy("org.purify4j.cli.demo")
          .layer("cli")
          .definedBy("org.purify4j.cli")
          .whereLayer("cli")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("demo")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("command")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("report")
          .mayOnlyBeAccessedByLayers("command", "demo")
          .whereLayer("option")
          .mayOnlyBeAccessedByLayers("report", "command", "demo");

  @ArchTest
  static final ArchRule librariesPrintNothing =
      noClasses()
          .that()
          .resideOutsideOfPackage(CLI)
          .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS);

  /** The classes built in a folder of the source tree, packed into a jar there or not. */
  private static DescribedPredicate<JavaClass> module(String folder) {
    return describe(
        "are built in " + folder,
        type ->
            type.getSource()
                .map(source -> source.getUri().toString().contains("/" + folder + "/target/"))
                .orElse(false));
  }
}
