package org.purify4j.cli.option;

import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.Option;
import org.purify4j.cli.shell.Arguments;
import org.purify4j.cli.shell.GlobalOptions;
import org.purify4j.cli.shell.Numbers;
import org.purify4j.cli.shell.UsageException;
import org.purify4j.diffusion.catalogue.Catalogue;
import org.purify4j.diffusion.catalogue.Textual;

/**
 * One option that has a value: what it is called, what help says of it, and how it is read.
 *
 * @param <V> what it is read as
 * @param name its name, without dashes
 * @param argument what help calls its value, such as {@code N}
 * @param help what it is for; each line of it begins a new one in the help text
 * @param reader reads one value
 */
record ValueOption<V>(String name, String argument, String help, Reader<V> reader) {
  /** Reads one value of an option. */
  @FunctionalInterface
  interface Reader<V> {
    /**
     * Reads a text.
     *
     * @param place the option with its dashes, with which messages begin
     * @throws IllegalArgumentException if it is malformed or out of range
     */
    V read(String place, String text);
  }

  /**
   * An option whose value is a member of a list.
   *
   * @param purpose what it is for; the members follow it in the help text
   */
  static <T extends Textual> ValueOption<T> of(
      String name, String argument, String purpose, Catalogue<T> members) {
    String help = purpose + ":\n" + lines(members);
    return new ValueOption<>(name, argument, help.stripTrailing(), members::parse);
  }

  /** A line of help for each member, indented. */
  static String lines(Catalogue<?> members) {
    return members.help().indent(2);
  }

  /** Reads whole numbers no smaller than {@code least}. */
  static Reader<Integer> atLeast(int least) {
    return (place, text) -> Numbers.count(place, text, least);
  }

  /** The option, which may be left out. */
  Option optional() {
    return GlobalOptions.value(name, argument, help);
  }

  /** The option, which must be given. */
  Option required() {
    return GlobalOptions.required(name, argument, help);
  }

  boolean isIn(Arguments arguments) {
    return arguments.has(name);
  }

  /** The value; empty where the option is left out. */
  Optional<V> read(Arguments arguments) {
    return arguments.text(name).map(this::parse);
  }

  /** All values, separated by commas or given in several options. */
  List<V> readAll(Arguments arguments) {
    return arguments.list(name).stream().map(text -> parse(text.strip())).toList();
  }

  /**
   * Reads a value as it is typed.
   *
   * @throws UsageException if it is malformed or out of range
   */
  V parse(String text) {
    try {
      return reader.read("--" + name, text);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }
}
