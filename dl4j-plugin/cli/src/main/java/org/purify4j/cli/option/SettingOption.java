package org.purify4j.cli.option;

import java.util.Map;
import java.util.function.BiFunction;
import org.apache.commons.cli.Option;
import org.purify4j.cli.shell.Arguments;
import org.purify4j.cli.shell.GlobalOptions;
import org.purify4j.cli.shell.Numbers;
import org.purify4j.cli.shell.UsageException;

/**
 * One option of a command as a value: its name, its help, and what it changes.
 *
 * @param <T> the type of what it changes, an immutable value
 * @param name on the command line, without the hyphens
 * @param argument name of its argument in help
 * @param help its description
 * @param change how it changes a value
 */
record SettingOption<T>(String name, String argument, String help, Change<T> change) {
  /** Changes a value. */
  @FunctionalInterface
  interface Change<T> {
    /**
     * Changes a value.
     *
     * @param place where the text was written, such as {@code --steps}, for messages
     * @param text what was written
     * @throws IllegalArgumentException if the text is not understood
     */
    T apply(T value, String place, String text);
  }

  /** An option whose text the change parses. */
  static <T> SettingOption<T> text(
      String name, String argument, String help, BiFunction<T, String, T> change) {
    return new SettingOption<>(
        name, argument, help, (value, at, text) -> change.apply(value, text));
  }

  /** An option for a whole number, at least 1. */
  static <T> SettingOption<T> count(
      String name, String argument, String help, BiFunction<T, Integer, T> change) {
    return new SettingOption<>(
        name, argument, help, (value, at, text) -> change.apply(value, Numbers.count(at, text)));
  }

  /** An option for a number above 0. */
  static <T> SettingOption<T> positive(
      String name, String argument, String help, BiFunction<T, Double, T> change) {
    return new SettingOption<>(
        name, argument, help, (value, at, text) -> change.apply(value, Numbers.positive(at, text)));
  }

  /** An option for one of some names. */
  static <T, C> SettingOption<T> choice(
      String name, String argument, String help, Map<String, C> choices, BiFunction<T, C, T> to) {
    return new SettingOption<>(
        name,
        argument,
        help,
        (value, at, text) -> to.apply(value, Arguments.chosen(name, text, choices)));
  }

  /** The option for the parser and for help. */
  Option option() {
    return GlobalOptions.value(name, argument, help);
  }

  /** The value as the arguments change it; the value itself if the option is not given. */
  T apply(Arguments arguments, T value) {
    return arguments.text(name).map(text -> changed(value, text)).orElse(value);
  }

  private T changed(T value, String text) {
    try {
      return change.apply(value, "--" + name, text);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--" + name + ": " + e.getMessage(), e);
    }
  }
}
