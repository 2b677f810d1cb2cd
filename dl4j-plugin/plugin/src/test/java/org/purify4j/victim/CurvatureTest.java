package org.purify4j.victim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class CurvatureTest {
  /** Above 88 the exponential is infinite in float32. */
  @Test
  void thatOfEluIsZeroHoweverLargeTheNumber() {
    INDArray z = Nd4j.createFromArray(-2f, 0.5f, 100f, 1e6f);
    INDArray curvature = Curvature.of(new ActivationELU(0.5)).orElseThrow().at(z);
    assertArrayEquals(new double[] {0.5 * Math.exp(-2), 0, 0, 0}, curvature.toDoubleVector(), 1e-7);
    assertArrayEquals(new float[] {-2f, 0.5f, 100f, 1e6f}, z.toFloatVector());
  }
}
