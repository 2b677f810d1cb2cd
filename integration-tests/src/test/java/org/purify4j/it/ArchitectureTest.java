package org.purify4j.it;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;

/** The arrows between modules and packages point one way. */
@AnalyzeClasses(packages = "org.purify4j", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String DIFFUSION = "org.purify4j.diffusion..";
  private static final String IMPORTERS = "org.purify4j.importers..";
  private static final String[] PLUGIN = {
    "org.purify4j.victim..",
    "org.purify4j.attack..",
    "org.purify4j.dl4j..",
    "org.purify4j.evaluate..",
    "org.purify4j.sweep..",
    "org.purify4j.data..",
    "org.purify4j.defence..",
    "org.purify4j.train..",
    "org.purify4j.cli.."
  };

  @ArchTest
  static final ArchRule modelsKnowNeitherImportersNorDl4j =
      noClasses()
          .that()
          .resideInAPackage(DIFFUSION)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(IMPORTERS, "org.deeplearning4j..");

  @ArchTest
  static final ArchRule modelsAndImportersDoNotKnowThePlugin =
      noClasses()
          .that()
          .resideInAnyPackage(DIFFUSION, IMPORTERS)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(PLUGIN);

  @ArchTest
  static final ArchRule onlyTheCommandLineKnowsTheCommandLine =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.purify4j.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.purify4j.cli..");

  @ArchTest
  static final ArchRule librariesDoNotKnowABackend =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.purify4j.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.nd4j.linalg.cpu..", "org.nd4j.linalg.jcublas..", "org.nd4j.nativeblas..");

  @ArchTest
  static final ArchRule onlyTheInnerLoopsKnowTheVectorApi =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.purify4j.diffusion.engine.vector.simd..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("jdk.incubator..");

  @ArchTest
  static final ArchRule theInnerLoopsKnowNothingElse =
      noClasses()
          .that()
          .resideInAPackage("org.purify4j.diffusion.engine.vector.simd..")
          .should()
          .dependOnClassesThat()
          .resideOutsideOfPackages(
              "org.purify4j.diffusion.engine.vector.simd..", "java..", "jdk.incubator..");

  @ArchTest
  static final ArchRule diffusionPackagesFormNoCycle =
      slices().matching("org.purify4j.diffusion.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule noEngineKnowsAnother =
      slices()
          .matching("org.purify4j.diffusion.engine.(*)..")
          .should()
          .notDependOnEachOther()
          .ignoreDependency(
              resideInAPackage("org.purify4j.diffusion.engine.choice.."), alwaysTrue());

  @ArchTest
  static final ArchRule theEngineInterfaceKnowsNoEngine =
      noClasses()
          .that()
          .resideInAPackage("org.purify4j.diffusion.engine")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.purify4j.diffusion.engine.(*)..");

  @ArchTest
  static final ArchRule importerPackagesFormNoCycle =
      slices().matching("org.purify4j.importers.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule pluginPackagesFormNoCycle =
      slices().matching("org.purify4j.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule librariesPrintNothing =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.purify4j.cli..")
          .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS);
}
