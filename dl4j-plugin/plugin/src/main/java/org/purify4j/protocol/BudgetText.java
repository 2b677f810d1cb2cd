package org.purify4j.protocol;

import java.util.Locale;
import org.purify4j.attack.Norm;
import org.purify4j.diffusion.catalogue.Spelling;

/** A budget as titles name it, such as {@code linf 8/255}; different ones have different texts. */
final class BudgetText {
  private static final int LEVELS = 255;

  private BudgetText() {}

  static String of(Norm norm, double epsilon) {
    double levels = Math.rint(epsilon * LEVELS);
    boolean whole = levels / LEVELS == epsilon;
    String size = whole ? Math.round(levels) + "/" + LEVELS : Spelling.text(epsilon);
    return norm.name().toLowerCase(Locale.ROOT) + " " + size;
  }
}
