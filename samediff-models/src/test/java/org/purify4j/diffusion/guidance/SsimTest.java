package org.purify4j.diffusion.guidance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.testing.Numbers;

class SsimTest {
  private static final long[] SHAPE = {2, 3, 13, 15};
  private final Ssim ssim = new Ssim(13, 15, DataType.DOUBLE);
  private final INDArray x = Numbers.images(1, SHAPE);
  private final INDArray y = Numbers.images(2, SHAPE).muli(0.5).addi(x.mul(0.5));

  /** SSIM of one plane by the sums of the paper's section III, place by place. */
  private static double ofPlane(INDArray x, INDArray y) {
    double[] g = new double[11];
    double total = 0;
    for (int i = 0; i < 11; i++) {
      g[i] = Math.exp(-(i - 5) * (i - 5) / (2 * 1.5 * 1.5));
      total += g[i];
    }
    double sum = 0;
    int places = 0;
    for (int top = 0; top + 11 <= x.size(0); top++) {
      for (int left = 0; left + 11 <= x.size(1); left++) {
        double[] m = new double[5];
        for (int i = 0; i < 121; i++) {
          double w = g[i / 11] * g[i % 11] / (total * total);
          double a = x.getDouble(top + i / 11, left + i % 11);
          double b = y.getDouble(top + i / 11, left + i % 11);
          m[0] += w * a;
          m[1] += w * b;
          m[2] += w * a * a;
          m[3] += w * b * b;
          m[4] += w * a * b;
        }
        double varianceX = m[2] - m[0] * m[0];
        double varianceY = m[3] - m[1] * m[1];
        double covariance = m[4] - m[0] * m[1];
        sum +=
            (2 * m[0] * m[1] + 1e-4)
                * (2 * covariance + 9e-4)
                / ((m[0] * m[0] + m[1] * m[1] + 1e-4) * (varianceX + varianceY + 9e-4));
        places++;
      }
    }
    return sum / places;
  }

  @Test
  void valueFollowsTheDefinition() {
    INDArray value = ssim.of(x, y);
    for (int n = 0; n < 2; n++) {
      double expected = 0;
      for (int c = 0; c < 3; c++) {
        expected += ofPlane(x.slice(n).slice(c), y.slice(n).slice(c)) / 3;
      }
      assertEquals(expected, value.getDouble(n), 1e-12);
    }
  }

  @Test
  void anImageIsEqualToItself() {
    assertEquals(1, ssim.of(x, x).getDouble(0), 1e-12);
    assertEquals(0, ssim.gradient(x, x).amaxNumber().doubleValue(), 1e-12);
  }

  @Test
  void gradientAgreesWithFiniteDifferences() {
    INDArray gradient = ssim.gradient(x, y);
    INDArray ones = Nd4j.ones(DataType.DOUBLE, 2);
    for (int k = 0; k < 4; k++) {
      INDArray direction = Numbers.gaussian(10 + k, SHAPE);
      double expected = Numbers.slope(v -> ssim.of(v, y), x, direction, ones, 1e-6);
      assertEquals(expected, Numbers.dot(gradient, direction), 1e-7 * Math.abs(expected) + 1e-9);
    }
  }

  @Test
  void smallImagesAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Ssim(10, 32, DataType.FLOAT));
  }
}
