package org.purify4j.it;

import static java.util.Map.entry;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What a top-level type of the project is called, and who may see it. */
@AnalyzeClasses(packages = "org.purify4j", importOptions = ImportOption.DoNotIncludeTests.class)
class TypesTest {
  /** Public types that no other package of the project names, and why they are public. */
  private static final Map<String, String> FOR_OTHERS =
      Map.ofEntries(
          // What a program that uses the libraries begins with.
          entry("Purify", "main class of the command line"),
          entry("PurificationLayer", "in the configuration of a purified DL4J network"),
          entry("PurificationVertex", "in the configuration of a purified DL4J graph"),
          entry("PurifyingPreProcessor", "purifies what a DL4J iterator gives"),
          entry("IteratorImages", "evaluates on what a DL4J iterator gives"),
          entry("SameDiffVictim", "protects a SameDiff graph"),
          entry("SameDiffExport", "turns a diffusion model into a SameDiff graph"),
          entry("GuidedStepGraph", "tells what goes into such a graph and comes out"),
          entry("PurifierPool", "purifies in several threads"),
          entry("PoolSize", "how much a pool takes on"),
          entry("PoolOverloadException", "a pool refuses more"),
          entry("ImageFaultException", "names images that cannot be purified"),
          entry("BgrToRgbPreProcessor", "turns colours round"),
          // Members of a family, of which a program may make values by their class.
          entry("DpmSolverPlusPlusSampler", "a sampler"),
          entry("HeunSampler", "a sampler"),
          entry("SsimDistance", "an energy term"),
          entry("Squeezes", "the list of squeezes"),
          entry("BitDepth", "a squeeze"),
          entry("Jpeg", "a squeeze"),
          entry("MedianFilter", "a squeeze"),
          entry("Fgsm", "an attack"),
          entry("MiFgsm", "an attack"),
          entry("DeepFool", "an attack"),
          entry("CarliniWagner", "an attack"),
          entry("Apgd", "an attack"),
          entry("ApgdT", "an attack"),
          entry("FabT", "an attack"),
          entry("Square", "an attack"),
          entry("Ila", "an attack"),
          entry("Lbfgs", "an attack"),
          entry("LowFrequencyPgd", "an attack"),
          entry("Restarts", "an attack"),
          entry("Transformed", "an attack"),
          entry("Objective", "part of Pgd"),
          entry("InputDiversity", "a transform before an attack"),
          entry("TranslationInvariance", "a transform before an attack"),
          entry("Passage", "what a transform is made of"),
          entry("TransformKind", "an entry in the list of transforms"),
          // What a member that somebody adds is made of.
          entry("OneCallSampler", "base of most samplers"),
          entry("StepInputs", "what such a sampler is given"),
          entry("StepGradient", "what such a sampler gives back"),
          entry("ReferenceImages", "what a reference gives"),
          // In float64, what the tests of all engines hold against each other.
          entry("Nd4jNetwork", "a network on ND4J"),
          entry("SameDiffNetwork", "a network on SameDiff"),
          entry("SameDiffTrainableNetwork", "a network trained on SameDiff"),
          // Parts of public records and results, named by whoever takes them apart.
          entry("PurifierWorker", "what the pool lends"),
          entry("FirstCall", "part of DefenceResult"),
          entry("ImageReport", "part of RobustnessReport"),
          entry("Squeeze", "part of OutputReference.Squeezed"),
          entry("Start", "part of Pgd"),
          entry("Subject", "what a Diagnostic examines"));

  @ArchTest
  static void noTwoTypesShareAName(JavaClasses classes) {
    Map<String, List<String>> names =
        topLevel(classes)
            .collect(
                groupingBy(
                    JavaClass::getSimpleName,
                    TreeMap::new,
                    mapping(JavaClass::getPackageName, toList())));
    names.values().removeIf(packages -> packages.size() == 1);

    assertEquals(Map.of(), names);
  }

  @ArchTest
  static void whatIsPublicIsUsedElsewhere(JavaClasses classes) {
    List<String> unused =
        topLevel(classes)
            .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
            .filter(type -> !isNamedElsewhere(type, classes))
            .map(JavaClass::getSimpleName)
            .sorted()
            .toList();

    assertEquals(FOR_OTHERS.keySet().stream().sorted().toList(), unused);
  }

  private static Stream<JavaClass> topLevel(JavaClasses classes) {
    return classes.stream()
        .filter(JavaClass::isTopLevelClass)
        .filter(type -> !type.getSimpleName().equals("package-info"));
  }

  /** Whether code of another package names the type or one inside it. */
  private static boolean isNamedElsewhere(JavaClass type, JavaClasses classes) {
    return classes.stream()
        .filter(part -> outermost(part).equals(type))
        .flatMap(part -> part.getDirectDependenciesToSelf().stream())
        .anyMatch(use -> !use.getOriginClass().getPackageName().equals(type.getPackageName()));
  }

  private static JavaClass outermost(JavaClass type) {
    return type.getEnclosingClass().map(TypesTest::outermost).orElse(type);
  }
}
