package org.purify4j.diagnose;

import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * The exact sign test of paired figures, which for paired booleans is McNemar's ("Note on the
 * sampling error of the difference between correlated proportions or percentages", 1947).
 *
 * @param lower images where the second figure is the lower one
 * @param higher images where it is the higher one
 */
record SignTest(int lower, int higher) {
  /** Probability of a verdict against what holds. */
  static final double ERROR_RATE = 0.05;

  /**
   * Counts.
   *
   * @param first a figure for each image
   * @param second another for each of the same images
   */
  static SignTest of(double[] first, double[] second) {
    if (first.length != second.length) {
      throw new IllegalArgumentException(
          "images: got " + first.length + " and " + second.length + ", must be the same");
    }
    int lower = 0;
    int higher = 0;
    for (int i = 0; i < first.length; i++) {
      lower += second[i] < first[i] ? 1 : 0;
      higher += second[i] > first[i] ? 1 : 0;
    }
    return new SignTest(lower, higher);
  }

  /** The probability of so many lower ones, or more, were both figures equally likely lower. */
  double pValueOfLower() {
    return pValue(lower);
  }

  /** The probability of so many higher ones, or more. */
  double pValueOfHigher() {
    return pValue(higher);
  }

  private double pValue(int count) {
    int different = lower + higher;
    return different == 0
        ? 1
        : BinomialDistribution.of(different, 0.5).survivalProbability(count - 1);
  }
}
