package org.purify4j.attack;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The cross-entropy −log softmax(z)_y of logits z and true classes y, and its gradient softmax(z) −
 * onehot(y).
 *
 * <p>Computed in double precision, the label's own component as minus the sum of the others, so
 * that it does not vanish where the classifier is nearly certain.
 *
 * @param labels one true class per image, not modified
 */
record CrossEntropy(int[] labels) {

  /**
   * The gradient with respect to the logits of the loss summed over the images.
   *
   * @param logits {@code [n, k]}
   * @return {@code [n, k]}, of the type of the logits
   */
  INDArray gradient(INDArray logits) {
    double[][] rows = rows(logits);
    for (int i = 0; i < rows.length; i++) {
      double[] row = rows[i];
      double normaliser = logSumExp(row);
      double others = 0;
      for (int c = 0; c < row.length; c++) {
        row[c] = Math.exp(row[c] - normaliser);
        others += c == labels[i] ? 0 : row[c];
      }
      row[labels[i]] = -others;
    }
    return Nd4j.createFromArray(rows).castTo(logits.dataType());
  }

  private double[][] rows(INDArray logits) {
    if (logits.rank() != 2 || logits.size(0) != labels.length) {
      throw new IllegalArgumentException(
          "logits: got shape "
              + Arrays.toString(logits.shape())
              + ", must be [n, k] with one row for each of "
              + labels.length
              + " labels");
    }
    int classes = (int) logits.size(1);
    for (int label : labels) {
      if (label < 0 || label >= classes) {
        throw new IllegalArgumentException(
            "label: got " + label + ", must be from 0 to " + (classes - 1));
      }
    }
    return logits.toDoubleMatrix();
  }

  private static double logSumExp(double[] values) {
    double largest = Double.NEGATIVE_INFINITY;
    for (double value : values) {
      largest = Math.max(largest, value);
    }
    double sum = 0;
    for (double value : values) {
      sum += Math.exp(value - largest);
    }
    return largest + Math.log(sum);
  }
}
