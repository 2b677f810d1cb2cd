package org.purify4j.attack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class CrossEntropyTest {
  @Test
  void gradientOfAHandComputedCase() {
    INDArray logits = Nd4j.createFromArray(new double[][] {{Math.log(2), Math.log(3), 0}});
    CrossEntropy loss = new CrossEntropy(new int[] {1}); // softmax = 2/6, 3/6, 1/6
    assertArrayEquals(
        new double[] {1.0 / 3, -0.5, 1.0 / 6}, loss.gradient(logits).toDoubleVector(), 1e-12);
  }

  @Test
  void gradientDoesNotVanishForACertainClassifier() {
    INDArray logits = Nd4j.createFromArray(new float[][] {{40, 0}, {-500, 500}});
    double[][] gradient = new CrossEntropy(new int[] {0, 0}).gradient(logits).toDoubleMatrix();
    assertEquals(-Math.exp(-40), gradient[0][0], 1e-22);
    assertArrayEquals(new double[] {-1, 1}, gradient[1], 1e-12);
  }
}
