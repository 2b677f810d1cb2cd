package org.purify4j.diffusion.classifier;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.gradient.ScaledGradient;

class CrossEntropyTest {
  @Test
  void gradientOfAHandComputedCase() {
    INDArray logits = Nd4j.createFromArray(new double[][] {{Math.log(2), Math.log(3), 0}});
    // softmax = 2/6, 3/6, 1/6
    ScaledGradient gradient = new CrossEntropy(new int[] {1}).gradient(logits);
    assertEquals(Math.log(0.5), gradient.logScales()[0], 1e-12);
    assertArrayEquals(new double[] {2.0 / 3, -1, 1.0 / 3}, gradient.rows().toDoubleVector(), 1e-12);
    assertArrayEquals(
        new double[] {1.0 / 3, -0.5, 1.0 / 6}, gradient.at(new double[1]).toDoubleVector(), 1e-12);
  }

  /** 1 − p = e^−5000 is no floating-point number; its logarithm and the direction are. */
  @Test
  void gradientDoesNotVanishForACertainClassifier() {
    INDArray logits = Nd4j.createFromArray(new float[][] {{5000, 0, 0}, {-500, 500, -500}});
    ScaledGradient gradient = new CrossEntropy(new int[] {0, 0}).gradient(logits);
    assertArrayEquals(new double[] {-5000 + Math.log(2), 0}, gradient.logScales(), 1e-3);
    double[][] rows = gradient.rows().toDoubleMatrix();
    assertArrayEquals(new double[] {-1, 0.5, 0.5}, rows[0], 1e-7);
    assertArrayEquals(new double[] {-1, 1, 0}, rows[1], 1e-7);
  }

  @Test
  void gradientsAreAddedAtTheLargerScale() {
    INDArray rows = Nd4j.createFromArray(new float[][] {{1, 2}, {1, 2}});
    ScaledGradient small = new ScaledGradient(rows, new double[] {-5000, 0});
    ScaledGradient large = new ScaledGradient(rows, new double[] {-5000 + Math.log(3), -9000});
    ScaledGradient sum = small.plus(large);
    assertArrayEquals(new double[] {-5000 + Math.log(3), 0}, sum.logScales());
    assertArrayEquals(new double[] {4.0 / 3, 8.0 / 3}, sum.rows().toDoubleMatrix()[0], 1e-6);
    assertArrayEquals(new double[] {1, 2}, sum.rows().toDoubleMatrix()[1], 1e-6);
    assertArrayEquals(new double[] {1, 2}, rows.toDoubleMatrix()[0], "the argument was changed");
  }

  @Test
  void logitsThatAreNotFiniteAreRefused() {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      INDArray logits = Nd4j.createFromArray(new float[][] {{0, 1, 2}, {0, bad, 2}});
      ArithmeticException failure =
          assertThrows(
              ArithmeticException.class, () -> new CrossEntropy(new int[] {0, 0}).gradient(logits));
      assertEquals(
          "logits: got [0.0, " + bad + ", 2.0] for image 1 of a batch, must be finite numbers",
          failure.getMessage());
    }
  }
}
