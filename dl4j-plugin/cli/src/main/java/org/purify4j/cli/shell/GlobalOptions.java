package org.purify4j.cli.shell;

import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** Options that every command has, and how options are made. */
public final class GlobalOptions {
  public static final String DEBUG = "debug";
  static final String HELP = "help";

  private GlobalOptions() {}

  static Options addTo(Options options) {
    return options
        .addOption(Option.builder("h").longOpt(HELP).desc("show this help").get())
        .addOption(flag(DEBUG, "show the stack trace of an error"));
  }

  /** An option with a value, shown as {@code --name VALUE}. */
  public static Option value(String name, String value, String description) {
    return Option.builder().longOpt(name).hasArg().argName(value).desc(description).get();
  }

  /** A required option with a value. */
  public static Option required(String name, String value, String description) {
    Option option = value(name, value, description);
    option.setRequired(true);
    return option;
  }

  /** An option without a value. */
  public static Option flag(String name, String description) {
    return Option.builder().longOpt(name).desc(description).get();
  }
}
