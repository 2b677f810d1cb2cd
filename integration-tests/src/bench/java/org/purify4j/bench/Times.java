package org.purify4j.bench;

import java.util.Arrays;
import java.util.Collection;

/**
 * Times of single calls, in milliseconds per image, in rising order.
 *
 * @param sorted at least one
 */
record Times(double[] sorted) {
  Times {
    sorted = sorted.clone();
    Arrays.sort(sorted);
  }

  /** Those of several rounds together. */
  static Times pooled(Collection<Times> rounds) {
    return new Times(rounds.stream().flatMapToDouble(t -> Arrays.stream(t.sorted)).toArray());
  }

  double median() {
    return quantile(0.5);
  }

  /** Interpolated between the two nearest calls. */
  double quantile(double part) {
    double place = part * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }
}
