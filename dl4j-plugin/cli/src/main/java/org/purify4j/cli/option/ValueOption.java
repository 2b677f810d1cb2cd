package org.purify4j.cli.option;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.apache.commons.cli.Option;
import org.purify4j.cli.shell.Arguments;
import org.purify4j.cli.shell.GlobalOptions;
import org.purify4j.cli.shell.Numbers;
import org.purify4j.cli.shell.UsageException;
import org.purify4j.diffusion.catalogue.Bound;
import org.purify4j.diffusion.catalogue.Catalogue;
import org.purify4j.diffusion.catalogue.NearestWord;
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
public record ValueOption<V>(String name, String argument, String help, Reader<V> reader) {
  /** Reads one value of an option. */
  @FunctionalInterface
  public interface Reader<V> {
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

  /**
   * An option for one of some names, in upper or lower case.
   *
   * @param choices what each name stands for
   */
  public static <V> ValueOption<V> choice(
      String name, String argument, String help, Map<String, V> choices) {
    return new ValueOption<>(name, argument, help, (place, text) -> chosen(place, text, choices));
  }

  private static <V> V chosen(String place, String text, Map<String, V> choices) {
    V choice = choices.get(text.toLowerCase(Locale.ROOT));
    if (choice == null) {
      throw new UsageException(
          place
              + ": got "
              + text
              + ", must be one of "
              + String.join(", ", choices.keySet())
              + NearestWord.hint(text, choices.keySet(), ""));
    }
    return choice;
  }

  /** An option for a file or folder. */
  public static ValueOption<Path> path(String name, String argument, String help) {
    return new ValueOption<>(name, argument, help, (place, text) -> Arguments.path(text));
  }

  /** An option for a word, which is taken as it is. */
  public static ValueOption<String> word(String name, String argument, String help) {
    return new ValueOption<>(name, argument, help, (place, text) -> text);
  }

  /** Reads whole numbers no smaller than {@code least}. */
  public static Reader<Integer> atLeast(int least) {
    return (place, text) -> Numbers.count(place, text, least);
  }

  /** Reads whole numbers within bounds. */
  public static Reader<Integer> within(Bound bound) {
    return (place, text) -> Numbers.count(place, text, bound);
  }

  /** Reads numbers within bounds. */
  public static Reader<Double> realWithin(Bound bound) {
    return bound::real;
  }

  /** An option that reads the same values for another purpose. */
  public ValueOption<V> named(String newName, String newHelp) {
    return new ValueOption<>(newName, argument, newHelp, reader);
  }

  /** The same option, described otherwise. */
  public ValueOption<V> withHelp(String newHelp) {
    return named(name, newHelp);
  }

  /** The option, which may be left out. */
  public Option optional() {
    return GlobalOptions.value(name, argument, help);
  }

  /** The option, which must be given. */
  public Option required() {
    return GlobalOptions.required(name, argument, help);
  }

  /** Whether the option is given. */
  public boolean isIn(Arguments arguments) {
    return arguments.has(name);
  }

  /** The value; empty where the option is left out. */
  public Optional<V> read(Arguments arguments) {
    return arguments.text(name).map(this::parse);
  }

  /**
   * The value of an option that must be given.
   *
   * @throws UsageException if it is left out
   */
  public V require(Arguments arguments) {
    return read(arguments).orElseThrow(() -> new UsageException("--" + name + ": is missing"));
  }

  /** Some settings as the value changes them; as they are where the option is left out. */
  public <S> S change(Arguments arguments, S settings, BiFunction<S, V, S> change) {
    return read(arguments).map(value -> change.apply(settings, value)).orElse(settings);
  }

  /** All values, separated by commas or given in several options; they may repeat. */
  public List<V> readAll(Arguments arguments) {
    return arguments.list(name).stream().map(text -> parse(text.strip())).toList();
  }

  /**
   * The same, by the text of each, none of which may repeat.
   *
   * @throws UsageException if two are equal, however they are written
   */
  public Map<String, V> readDistinct(Arguments arguments) {
    return distinct(arguments.list(name).stream().map(String::strip).toList());
  }

  /**
   * Reads texts by which different values are named.
   *
   * @throws UsageException if two are equal, however they are written
   */
  Map<String, V> distinct(List<String> texts) {
    Map<V, String> known = new HashMap<>();
    Map<String, V> values = new LinkedHashMap<>();
    for (String text : texts) {
      V value = parse(text);
      String before = known.putIfAbsent(value, text);
      if (before != null) {
        throw new UsageException(
            "--"
                + name
                + ": got "
                + (before.equals(text) ? text + " twice" : before + " and " + text)
                + ", must name each once");
      }
      values.put(text, value);
    }
    return values;
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
