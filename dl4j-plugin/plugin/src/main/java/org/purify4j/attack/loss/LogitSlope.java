package org.purify4j.attack.loss;

/**
 * The gradient of a loss with respect to the logits of one image: {@code row · exp(logScale)}.
 *
 * @param row one component per class, of ordinary size
 * @param logScale logarithm of the common factor, finite
 */
public record LogitSlope(double[] row, double logScale) {
  /** A gradient without a factor. */
  static LogitSlope of(double[] row) {
    return new LogitSlope(row, 0);
  }
}
