package org.purify4j.diffusion.gradient;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.array.Rows;

/**
 * A gradient of which row i is {@code rows[i] · exp(logScales[i])}. The gradient of a confident
 * classifier's loss, e^−margin, is smaller than any floating-point number; its direction is not,
 * and the logarithm of its size is not either.
 *
 * @param rows {@code [n, ...]}
 * @param logScales one for each row, finite
 */
public record ScaledGradient(INDArray rows, double[] logScales) {
  public ScaledGradient {
    if (logScales.length != rows.size(0) || !Arrays.stream(logScales).allMatch(Double::isFinite)) {
      throw new IllegalArgumentException(
          "logScales: got "
              + Arrays.toString(logScales)
              + ", must be "
              + rows.size(0)
              + " finite numbers");
    }
  }

  /**
   * The sum of two gradients of the same shape, each row at the larger of its two scales.
   *
   * @return freshly allocated
   */
  public ScaledGradient plus(ScaledGradient other) {
    double[] larger = new double[logScales.length];
    Arrays.setAll(larger, i -> Math.max(logScales[i], other.logScales[i]));
    return new ScaledGradient(at(larger).addi(other.at(larger)), larger);
  }

  /**
   * The rows at other scales.
   *
   * @param newLogScales one for each row
   * @return freshly allocated
   */
  public INDArray at(double[] newLogScales) {
    INDArray result = rows.dup('c');
    for (int i = 0; i < logScales.length; i++) {
      Rows.of(result, i, i + 1).muli(Math.exp(logScales[i] - newLogScales[i]));
    }
    return result;
  }
}
