package org.purify4j.diffusion.classifier;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Softmax and its derivative on rows of class scores, in double precision on the host. */
public final class Softmax {
  private Softmax() {}

  /** Computes the probabilities of one row of logits. */
  public static double[] of(double[] logits) {
    double largest = Double.NEGATIVE_INFINITY;
    for (double logit : logits) {
      largest = Math.max(largest, logit);
    }
    double[] probabilities = new double[logits.length];
    double sum = 0;
    for (int c = 0; c < logits.length; c++) {
      probabilities[c] = Math.exp(logits[c] - largest);
      sum += probabilities[c];
    }
    for (int c = 0; c < logits.length; c++) {
      probabilities[c] /= sum;
    }
    return probabilities;
  }

  /** Computes the logarithms of the probabilities of one row of logits, however small these are. */
  public static double[] logOf(double[] logits) {
    double normaliser = logSumExp(logits);
    double[] logarithms = new double[logits.length];
    for (int c = 0; c < logits.length; c++) {
      logarithms[c] = logits[c] - normaliser;
    }
    return logarithms;
  }

  /**
   * Computes log Σ exp(value); negative infinity if all values are, and NaN if one is not a number.
   */
  public static double logSumExp(double... values) {
    double largest = Double.NEGATIVE_INFINITY;
    for (double value : values) {
      largest = Math.max(largest, value);
    }
    if (largest == Double.NEGATIVE_INFINITY) {
      return largest;
    }
    double sum = 0;
    for (double value : values) {
      sum += Math.exp(value - largest);
    }
    return largest + Math.log(sum);
  }

  /**
   * Computes dL/dlogits, the vector-Jacobian product of the softmax.
   *
   * @param probabilities the softmax of the logits
   * @param gradient dL/dprobabilities
   */
  public static double[] pullback(double[] probabilities, double[] gradient) {
    double mean = 0;
    for (int c = 0; c < gradient.length; c++) {
      mean += probabilities[c] * gradient[c];
    }
    double[] result = new double[gradient.length];
    for (int c = 0; c < gradient.length; c++) {
      result[c] = probabilities[c] * (gradient[c] - mean);
    }
    return result;
  }

  /** Copies a device array {@code [n, k]} to the host, row by row. */
  public static double[][] rows(INDArray logits) {
    int n = (int) logits.size(0);
    int k = (int) logits.size(1);
    double[] flat = logits.dup('c').data().asDouble();
    double[][] rows = new double[n][];
    for (int i = 0; i < n; i++) {
      rows[i] = Arrays.copyOfRange(flat, i * k, (i + 1) * k);
    }
    return rows;
  }

  /** Returns the class with the largest value in a row; the first one in a tie. */
  public static int largest(double[] row) {
    int best = 0;
    for (int c = 1; c < row.length; c++) {
      if (row[c] > row[best]) {
        best = c;
      }
    }
    return best;
  }

  /** Creates a device array {@code [n, k]} of the same data type as another. */
  public static INDArray array(double[][] rows, INDArray like) {
    return Nd4j.createFromArray(rows).castTo(like.dataType());
  }
}
