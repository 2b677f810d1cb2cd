package org.purify4j.victim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class SameDiffVictimTest {
  private static final int CLASSES = 4;

  @Test
  void gradientAgreesWithCentralDifferences() {
    try (SameDiffVictim victim = SameDiffVictim.of(classifier(), "image", "logits", CLASSES)) {
      INDArray images = TestImages.uniform(1, DataType.DOUBLE, 2, 3, 4, 4);
      INDArray cotangent = TestImages.uniform(2, -1, 1, DataType.DOUBLE, 2, CLASSES);
      CentralDifferences.assertGradient(
          victim.record(images).gradient(cotangent),
          x -> victim.logits(x).mul(cotangent).sumNumber().doubleValue(),
          images,
          5);
    }
  }

  @Test
  void logitsAreTheGraphsAndTheGraphIsUntouched() {
    SameDiff graph = classifier();
    Set<String> before = Set.copyOf(graph.variableMap().keySet());
    INDArray images = TestImages.uniform(1, DataType.DOUBLE, 3, 3, 4, 4);
    try (SameDiffVictim victim = SameDiffVictim.of(graph, "image", "logits", CLASSES)) {
      Gradients.ofSquare(victim, images);
      INDArray expected = graph.outputSingle(Map.of("image", images), "logits");
      assertTrue(expected.equalsWithEps(victim.logits(images), 1e-12));
      assertEquals(before, graph.variableMap().keySet());
      assertEquals(CLASSES, victim.classes());
    }
  }

  @Test
  void namesAreChecked() {
    SameDiff graph = classifier();
    assertThrows(
        IllegalArgumentException.class,
        () -> SameDiffVictim.of(graph, "weights", "logits", CLASSES));
    assertThrows(
        IllegalArgumentException.class, () -> SameDiffVictim.of(graph, "image", "none", CLASSES));
  }

  private static SameDiff classifier() {
    SameDiff graph = SameDiff.create();
    SDVariable image = graph.placeHolder("image", DataType.DOUBLE, -1, 3, 4, 4);
    SDVariable weights = graph.var("weights", TestImages.uniform(3, -1, 1, DataType.DOUBLE, 48, 6));
    SDVariable head = graph.var("head", TestImages.uniform(4, -1, 1, DataType.DOUBLE, 6, CLASSES));
    SDVariable hidden = graph.math().tanh(image.reshape(-1, 48).mmul(weights));
    hidden.mmul("logits", head);
    return graph;
  }
}
