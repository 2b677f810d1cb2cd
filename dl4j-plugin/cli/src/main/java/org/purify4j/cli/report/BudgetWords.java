package org.purify4j.cli.report;

import java.util.Locale;

/** An attack's budget in words, such as {@code linf 8/255}. */
final class BudgetWords {
  private static final int LEVELS = 255;

  private BudgetWords() {}

  /** The words for a norm, in lower case, and a size for pixels in [0, 1]. */
  static String of(String norm, double epsilon) {
    double levels = epsilon * LEVELS;
    boolean whole = Math.abs(levels - Math.rint(levels)) < 1e-6 && epsilon < 1;
    String size =
        whole
            ? String.format(Locale.ROOT, "%.0f/255", levels)
            : String.format(Locale.ROOT, "%.4g", epsilon);
    return norm + " " + size;
  }
}
