package org.purify4j.cli.report;

import java.util.List;
import java.util.OptionalDouble;
import org.purify4j.evaluate.Proportion;

/**
 * Accuracy against one setting of an attack.
 *
 * @param setting which
 * @param norm of the budget, in lower case
 * @param series one for each defence that was measured
 * @param chance accuracy of guessing, where it is known
 * @param conditions what the accuracies were measured under, sentences
 */
record StrengthCurve(
    Setting setting, String norm, List<Series> series, OptionalDouble chance, String conditions) {
  StrengthCurve {
    series = List.copyOf(series);
  }

  /** A setting that makes attacks stronger. */
  enum Setting {
    /** The budget. */
    BUDGET("the budget"),
    /** Draws over which each gradient is averaged. */
    DRAWS("the draws for each gradient (EOT)"),
    /** Steps of PGD. */
    STEPS("the steps");

    private final String text;

    Setting(String text) {
      this.text = text;
    }

    /** Its name within a sentence. */
    String text() {
      return text;
    }
  }

  /**
   * The accuracies of a defence.
   *
   * @param number of the defence, which decides its colour and sign in all charts of a report
   * @param name of the defence
   * @param points in ascending order of the setting
   */
  record Series(int number, String name, List<Point> points) {
    Series {
      points = List.copyOf(points);
    }
  }

  /**
   * One accuracy.
   *
   * @param at value of the setting
   * @param accuracy over the images
   */
  record Point(double at, Proportion accuracy) {}
}
