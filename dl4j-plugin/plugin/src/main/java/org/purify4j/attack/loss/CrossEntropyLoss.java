package org.purify4j.attack.loss;

import java.util.Arrays;
import org.purify4j.diffusion.classifier.Softmax;

/**
 * The cross-entropy −log softmax(z)_y, and its gradient softmax(z) − onehot(y).
 *
 * <p>Its value is the logarithm of the loss, and its gradient has the factor 1 − softmax(z)_y
 * apart: where a classifier is certain, both are smaller than any floating-point number, though one
 * image is still better for the attack than another.
 */
public record CrossEntropyLoss() implements LogitLoss {
  /** From here on log(log(1 + e^x)) is x in double precision. */
  private static final double NEGLIGIBLE = -40;

  @Override
  public String name() {
    return "ce";
  }

  @Override
  public int fewestClasses() {
    return 2;
  }

  /** The logarithm of the cross-entropy. */
  @Override
  public double value(double[] logits, int label) {
    double excess = Softmax.logSumExp(others(logits, label)) - logits[label];
    if (excess < NEGLIGIBLE) {
      return excess;
    }
    return Math.log(Math.max(excess, 0) + Math.log1p(Math.exp(-Math.abs(excess))));
  }

  /** The logarithm of the mean of the losses. */
  @Override
  public double mean(double... values) {
    return Softmax.logSumExp(values) - Math.log(values.length);
  }

  @Override
  public LogitSlope slope(double[] logits, int label) {
    double[] row = others(logits, label);
    double ofOthers = Softmax.logSumExp(row);
    for (int c = 0; c < row.length; c++) {
      row[c] = Math.exp(row[c] - ofOthers);
    }
    row[label] = -1;
    return new LogitSlope(row, ofOthers - Softmax.logSumExp(logits));
  }

  private static double[] others(double[] logits, int label) {
    double[] others = Arrays.copyOf(logits, logits.length);
    others[label] = Double.NEGATIVE_INFINITY;
    return others;
  }
}
