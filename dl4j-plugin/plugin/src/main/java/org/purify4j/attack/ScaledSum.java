package org.purify4j.attack;

/** A sum of arrays with factors whose logarithms are given, at the scale of the largest of them. */
final class ScaledSum {
  private double[] sum = {};
  private double logScale = Double.NEGATIVE_INFINITY;

  /**
   * Adds {@code values · exp(ofValues)}.
   *
   * @param values kept, and changed by further calls
   */
  void add(double[] values, double ofValues) {
    if (sum.length == 0) {
      sum = values;
      logScale = ofValues;
      return;
    }
    double larger = Math.max(logScale, ofValues);
    double ofSum = Math.exp(logScale - larger);
    double ofOther = Math.exp(ofValues - larger);
    for (int i = 0; i < sum.length; i++) {
      sum[i] = sum[i] * ofSum + values[i] * ofOther;
    }
    logScale = larger;
  }

  /**
   * The mean of so many arrays at the scale of the largest: exactly it if all were given with the
   * logarithm 0.
   */
  double[] mean(int count) {
    double[] mean = new double[sum.length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = sum[i] / count;
    }
    return mean;
  }
}
