package org.purify4j.importers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.model.Fact;
import org.purify4j.importers.checkpoint.ImportException;
import org.purify4j.layers.ImageNormalization;

/** What a classifier's images are normalised by, and what that rests on. */
class ClassifierNormalizationTest {
  private static final String WIDE = "robustbench-wideresnet-unused-block.pt";

  @TempDir Path folder;

  /** Statistics of the two data sets as chenyaofo's training programs have them. */
  @ParameterizedTest
  @CsvSource({
    "chenyaofo-resnet.pt, fc, 100, '.507,.4865,.4409/.2673,.2564,.2761'",
    "chenyaofo-resnet.pt, fc, 10, '.4914,.4822,.4465/.2023,.1994,.2010'",
    "chenyaofo-shufflenetv2.pt, fc, 100, '.507,.4865,.4409/.2673,.2564,.2761'",
    "chenyaofo-mobilenetv2.pt, classifier.1, 100, '.507,.4865,.4409/.2673,.2564,.2761'",
    "kuangliu-resnet-basic.pt, linear, 100, '.4914,.4822,.4465/.2023,.1994,.2010'"
  })
  void asTheAuthorsOfSoManyClasses(String file, String head, int classes, String expected) {
    ImportedClassifier imported = imported(file, tensors -> withClasses(tensors, head, classes));
    assertEquals(ImageNormalization.parse(expected), imported.normalization());
    assertEquals(
        Fact.assumed(imported.normalization(), "the family's authors"),
        imported.report().facts().get("normalization"));
    assertTrue(imported.report().notices().get(0).startsWith("assumed as the family's authors: "));
  }

  private static void withClasses(Map<String, INDArray> tensors, String head, int classes) {
    long in = tensors.get(head + ".weight").size(1);
    tensors.put(head + ".weight", Nd4j.rand(classes, (int) in));
    tensors.put(head + ".bias", Nd4j.zeros(classes));
  }

  @ParameterizedTest
  @CsvSource({"mu, sigma, ''", "normalize.mean, normalize.std, model.", "0.mean, 0.std, 1."})
  void ofTheWeightsThemselves(String mean, String std, String prefix) {
    ImportedClassifier imported =
        imported(WIDE, tensors -> normalising(tensors, mean, std, prefix));
    ImageNormalization expected =
        new ImageNormalization(List.of(0.4914, 0.4822, 0.4465), List.of(0.2471, 0.2435, 0.2616));
    assertEquals(expected, imported.normalization());
    assertEquals(Fact.inferred(expected), imported.report().facts().get("normalization"));
  }

  @Test
  void anOptionMayNotContradictTheWeights() {
    Path file =
        Rewritten.write(
            WIDE, folder.resolve("w.safetensors"), t -> normalising(t, "mu", "sigma", ""));
    ImportOptions options = ImportOptions.none().withNormalization(ImageNormalization.CIFAR10);
    ImportException e =
        assertThrows(ImportException.class, () -> Importers.importClassifier(file, options));
    assertTrue(
        e.getMessage().contains("normalization: got cifar10 (option), the tensors have 0.4914,"),
        e.getMessage());
  }

  private static void normalising(
      Map<String, INDArray> tensors, String mean, String std, String prefix) {
    Map<String, INDArray> others = new LinkedHashMap<>(tensors);
    tensors.clear();
    tensors.put(mean, Nd4j.createFromArray(.4914f, .4822f, .4465f).reshape(1, 3, 1, 1));
    tensors.put(std, Nd4j.createFromArray(.2471f, .2435f, .2616f).reshape(1, 3, 1, 1));
    others.forEach((name, tensor) -> tensors.put(prefix + name, tensor));
  }

  @Test
  void aSettingThatNoClassifierHasIsRefused() {
    ImportOptions options = ImportOptions.none().with("num_heads", 4);
    ImportException e =
        assertThrows(
            ImportException.class,
            () -> Importers.importClassifier(Goldens.file("chenyaofo-resnet.pt"), options));
    assertTrue(e.getMessage().contains("num_heads: is no setting of a classifier"), e.getMessage());
  }

  private ImportedClassifier imported(String golden, Consumer<Map<String, INDArray>> change) {
    Path file = Rewritten.write(golden, folder.resolve("changed.safetensors"), change);
    return Importers.importClassifier(file, ImportOptions.none());
  }
}
