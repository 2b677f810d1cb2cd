package org.purify4j.cli.report;

import java.util.Locale;

/** A length of time in words, such as {@code 1 h 20 min}. */
final class TimeWords {
  private static final double MINUTE = 60;
  private static final double HOUR = 3600;

  private TimeWords() {}

  static String of(double seconds) {
    if (seconds < MINUTE) {
      return String.format(Locale.ROOT, seconds < 10 ? "%.1f s" : "%.0f s", seconds);
    }
    long minutes = Math.round(seconds / MINUTE);
    return seconds < HOUR
        ? minutes + " min"
        : String.format(Locale.ROOT, "%d h %02d min", minutes / 60, minutes % 60);
  }
}
