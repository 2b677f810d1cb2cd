package org.purify4j.cli.report;

import java.util.Locale;

/** Names of settings in JSON as words of a report. */
final class SettingName {
  private SettingName() {}

  /** The words of a name in camel case, such as {@code step size} of {@code stepSize}. */
  static String words(String name) {
    return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
  }
}
