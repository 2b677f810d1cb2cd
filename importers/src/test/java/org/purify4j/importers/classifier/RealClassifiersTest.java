package org.purify4j.importers.classifier;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.purify4j.importers.CifarImages;
import org.purify4j.importers.ImportOptions;
import org.purify4j.importers.ImportedClassifier;
import org.purify4j.importers.Importers;
import org.purify4j.importers.Shared;

/** Published classifiers on 600 test images; the counts were measured with PyTorch. */
class RealClassifiersTest {
  @ParameterizedTest
  @CsvSource({
    "resnet20-12fca82f.th, akamaster-resnet, 551",
    "resnet32-d509ac18.th, akamaster-resnet, 561",
    "resnet44-014dd654.th, akamaster-resnet, 562",
    "resnet56-4bfd9763.th, akamaster-resnet, 563",
    "cifar10_resnet20-4118986f.pt, chenyaofo-resnet, 557",
    "cifar10_resnet56-187c023a.pt, chenyaofo-resnet, 569",
    "cifar10_shufflenetv2_x0_5-1308b4e9.pt, chenyaofo-shufflenetv2, 547"
  })
  void rightAnswers(String file, String family, int expected) {
    CifarImages cifar = CifarImages.read(Shared.path("data/cifar10/test-600.bin"));
    ImportedClassifier imported =
        Importers.importClassifier(
            Shared.path("checkpoints/classifiers/" + file), ImportOptions.none());
    assertEquals(family, imported.report().origin().family());
    assertEquals(
        imported.normalization() + " (assumed, as the family's authors)",
        imported.report().facts().get("normalization").toString());
    assertEquals(expected, right(imported.graph(), cifar), 1);
  }

  private static int right(ComputationGraph graph, CifarImages cifar) {
    int right = 0;
    int batch = 100;
    for (int from = 0; from < cifar.labels().length; from += batch) {
      INDArray images = cifar.images().get(NDArrayIndex.interval(from, from + batch));
      long[] answers = graph.outputSingle(images).argMax(1).toLongVector();
      for (int i = 0; i < batch; i++) {
        right += answers[i] == cifar.labels()[from + i] ? 1 : 0;
      }
    }
    return right;
  }
}
