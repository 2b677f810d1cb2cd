package org.purify4j.diffusion.archive;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class FiniteWeightsTest {
  @ParameterizedTest
  @ValueSource(
      floats = {
        Float.NaN,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        1e30f,
        -1e30f,
        1.1e10f
      })
  void namesTheElement(float bad) {
    INDArray tensor = Nd4j.zeros(2, 3);
    tensor.putScalar(1, 2, bad);
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> FiniteWeights.check(Map.of("out.bias", tensor)));
    assertEquals(
        "out.bias: got "
            + bad
            + " at [1, 2], must be finite and within ±1.0E10 (the file is damaged, or its training"
            + " failed)",
        e.getMessage());
  }

  @Test
  void takesWhatTrainingGives() {
    INDArray view = Nd4j.createFromArray(new float[][] {{Float.NaN, -65504f}, {0f, 1e-40f}});
    assertDoesNotThrow(() -> FiniteWeights.check(Map.of("w", view.getColumn(1))));
    assertEquals(
        Optional.empty(), FiniteWeights.problem(FloatBuffer.wrap(new float[] {1e10f, -1e10f}), 2));
  }
}
