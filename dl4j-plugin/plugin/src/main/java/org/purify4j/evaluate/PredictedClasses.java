package org.purify4j.evaluate;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Predicted classes from logits. */
public final class PredictedClasses {
  private PredictedClasses() {}

  /**
   * The class with the largest logit of each row; the first of several.
   *
   * @param logits {@code [n, k]}
   * @throws ArithmeticException if one is not a number
   */
  public static int[] of(INDArray logits) {
    double[][] rows = logits.toDoubleMatrix();
    int[] classes = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      for (int c = 0; c < rows[i].length; c++) {
        if (Double.isNaN(rows[i][c])) {
          throw new ArithmeticException(
              "logits: got NaN for image " + i + " of a batch, must be numbers");
        }
        if (rows[i][c] > rows[i][classes[i]]) {
          classes[i] = c;
        }
      }
    }
    return classes;
  }
}
