package org.purify4j.diagnose;

import java.util.Arrays;
import java.util.Locale;

/** Figures over images, and how they are written. */
final class Figures {
  private Figures() {}

  /** The middle one, or the mean of the two in the middle; 0 of none. */
  static double median(double[] values) {
    if (values.length == 0) {
      return 0;
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  static double largest(double[] values) {
    return Arrays.stream(values).max().orElse(0);
  }

  static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(0);
  }

  /** As sentences have it: three digits. */
  static String text(double value) {
    return String.format(Locale.ROOT, "%.3g", value);
  }
}
