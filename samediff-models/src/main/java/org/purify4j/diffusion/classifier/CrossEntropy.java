package org.purify4j.diffusion.classifier;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.gradient.ScaledGradient;

/**
 * The cross-entropy −log softmax(z)_y of logits z and true classes y, and its gradient softmax(z) −
 * onehot(y).
 *
 * <p>With p the probability of y, the gradient is 1 − p times the softmax over the other classes
 * less onehot(y). The second factor is a number of ordinary size however certain the classifier is;
 * the first one, which a factor e^−margin makes 0 in any floating-point format, is kept as its
 * logarithm.
 *
 * @param labels one true class per image, not modified
 */
public record CrossEntropy(int[] labels) {

  /**
   * The gradient with respect to the logits of the loss summed over the images.
   *
   * @param logits {@code [n, k]}, k at least 2
   * @return rows {@code [n, k]} of the type of the logits, the component of the label being −1
   * @throws ArithmeticException if a logit is not finite
   */
  public ScaledGradient gradient(INDArray logits) {
    double[][] rows = rows(logits);
    double[] logScales = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      logScales[i] = scale(rows[i], labels[i], i);
    }
    return new ScaledGradient(Softmax.array(rows, logits), logScales);
  }

  /** Replaces logits by the scaled gradient, and returns the logarithm of its scale. */
  private static double scale(double[] row, int label, int image) {
    double[] others = row.clone();
    others[label] = Double.NEGATIVE_INFINITY;
    double ofOthers = Softmax.logSumExp(others);
    double ofAll = Softmax.logSumExp(row);
    if (!Double.isFinite(ofOthers) || !Double.isFinite(ofAll)) {
      throw new ArithmeticException(
          "logits: got "
              + Arrays.toString(row)
              + " for image "
              + image
              + " of a batch, must be finite numbers");
    }
    for (int c = 0; c < row.length; c++) {
      row[c] = Math.exp(others[c] - ofOthers);
    }
    row[label] = -1;
    return ofOthers - ofAll;
  }

  private double[][] rows(INDArray logits) {
    if (logits.rank() != 2 || logits.size(0) != labels.length || logits.size(1) < 2) {
      throw new IllegalArgumentException(
          "logits: got shape "
              + Arrays.toString(logits.shape())
              + ", must be [n, k] with one row for each of "
              + labels.length
              + " labels, and at least two classes");
    }
    int classes = (int) logits.size(1);
    for (int label : labels) {
      if (label < 0 || label >= classes) {
        throw new IllegalArgumentException(
            "label: got " + label + ", must be from 0 to " + (classes - 1));
      }
    }
    return Softmax.rows(logits);
  }
}
