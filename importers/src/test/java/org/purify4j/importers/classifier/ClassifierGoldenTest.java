package org.purify4j.importers.classifier;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.importers.ImportOptions;
import org.purify4j.importers.ImportedClassifier;
import org.purify4j.importers.Importers;
import org.purify4j.importers.classifier.ClassifierGoldens.Golden;
import org.purify4j.importers.npz.Npz;
import org.purify4j.layers.ImageNormalization;

/**
 * Imported classifiers against the answers of their PyTorch classes, whatever files there are: a
 * new one needs no code. Input gradients are compared where the inference-mode twin is, in
 * dl4j-plugin.
 */
class ClassifierGoldenTest {
  static List<Golden> goldens() {
    return ClassifierGoldens.all();
  }

  @Test
  void thereAreGoldens() {
    assertFalse(goldens().isEmpty());
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void logitsOfTheOriginalClass(Golden golden) {
    try (Npz arrays = Npz.open(golden.arrays())) {
      INDArray x = arrays.array("x");
      float[] expected = arrays.array("y").dup('c').data().asFloat();
      ImportOptions options = ImportOptions.none().withImageSize((int) x.size(2));
      ImportedClassifier imported =
          Importers.importClassifier(
              golden.checkpoint(), options.withNormalization(ImageNormalization.NONE));
      assertArrayEquals(expected, logits(imported.graph(), x), 1e-4f * largest(expected));
      String author = golden.toString().replaceAll("-.*", "");
      assertEquals(author, imported.report().origin().family().replaceAll("-.*", ""));
    }
  }

  @Test
  void normalisationIsTheFirstLayer() {
    Golden golden = ClassifierGoldens.own("kuangliu-mobilenetv2");
    ImportOptions options = ImportOptions.none();
    ComputationGraph bare = imported(golden, options.withNormalization(ImageNormalization.NONE));
    ComputationGraph whole =
        imported(golden, options.withNormalization(ImageNormalization.CIFAR10));
    INDArray image = Nd4j.linspace(0, 1, 3 * 32 * 32).reshape(1, 3, 32, 32).castTo(DataType.FLOAT);
    INDArray mean = Nd4j.createFromArray(.4914f, .4822f, .4465f).reshape(1, 3, 1, 1);
    INDArray std = Nd4j.createFromArray(.2023f, .1994f, .2010f).reshape(1, 3, 1, 1);
    float[] expected = logits(bare, image.sub(mean).div(std));
    assertArrayEquals(expected, logits(whole, image), 1e-5f * largest(expected));
  }

  private static ComputationGraph imported(Golden golden, ImportOptions options) {
    return Importers.importClassifier(golden.checkpoint(), options).graph();
  }

  /** What goes into the softmax: pooled features times weights, plus biases. */
  private static float[] logits(ComputationGraph graph, INDArray images) {
    String head = graph.getConfiguration().getNetworkOutputs().get(0);
    INDArray pooled = graph.feedForward(images, false).get("pool");
    return pooled
        .mmul(graph.getLayer(head).getParam("W"))
        .addRowVector(graph.getLayer(head).getParam("b"))
        .dup('c')
        .data()
        .asFloat();
  }

  private static float largest(float[] values) {
    float largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }
}
