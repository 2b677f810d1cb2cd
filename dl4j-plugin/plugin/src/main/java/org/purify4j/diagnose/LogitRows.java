package org.purify4j.diagnose;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.classifier.Softmax;

/**
 * Logits on the host, each row less its mean: what does not change the probabilities is no
 * difference.
 *
 * @param rows one for each image
 */
record LogitRows(double[][] rows) {
  /**
   * Copies logits.
   *
   * @param logits {@code [n, k]}
   * @throws ArithmeticException if one is not finite
   */
  static LogitRows of(INDArray logits) {
    double[][] rows = Softmax.rows(logits);
    for (int i = 0; i < rows.length; i++) {
      double mean = Arrays.stream(rows[i]).average().orElse(0);
      for (int c = 0; c < rows[i].length; c++) {
        rows[i][c] -= mean;
      }
      if (!Arrays.stream(rows[i]).allMatch(Double::isFinite)) {
        throw new ArithmeticException("logits of image " + i + ": got values that are not finite");
      }
    }
    return new LogitRows(rows);
  }

  /** The class of the largest logit of each row. */
  int[] classes() {
    return Arrays.stream(rows).mapToInt(Softmax::largest).toArray();
  }

  /**
   * The largest difference of each row from another's, as a share of the larger range of the two; 0
   * where both are constant.
   */
  double[] differences(LogitRows other) {
    double[] differences = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      double largest = 0;
      for (int c = 0; c < rows[i].length; c++) {
        largest = Math.max(largest, Math.abs(rows[i][c] - other.rows[i][c]));
      }
      double range = Math.max(range(rows[i]), range(other.rows[i]));
      differences[i] = range == 0 ? 0 : largest / range;
    }
    return differences;
  }

  private static double range(double[] row) {
    return Arrays.stream(row).max().orElse(0) - Arrays.stream(row).min().orElse(0);
  }
}
