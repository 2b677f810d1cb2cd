package org.purify4j.diffusion.catalogue;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * One member of a family of choices: its names, its help and its parser.
 *
 * @param <T> the family
 * @param name the name in JSON; it must never change, since saved files contain it
 * @param type the class of its values
 * @param syntax the syntax of its text form, such as {@code ddim[:ETA]}
 * @param help a one-line description
 * @param example an example of its text form, such as {@code ddim:0.5}
 * @param reader parses its text forms
 */
public record Kind<T>(
    String name,
    Class<? extends T> type,
    String syntax,
    String help,
    String example,
    Reader<T> reader) {

  /** Parses the text forms of one kind. */
  @FunctionalInterface
  public interface Reader<T> {
    /**
     * Parses a text.
     *
     * @param text stripped and in lower case
     * @return empty if the text belongs to another kind
     * @throws IllegalArgumentException if the text belongs to this kind, but is malformed or out of
     *     range
     */
    Optional<? extends T> read(String text);
  }

  /** Creates a kind without parameters, whose text form is a single word. */
  public static <T> Kind<T> word(
      String name, Class<? extends T> type, String word, String help, Supplier<? extends T> value) {
    return new Kind<>(
        name,
        type,
        word,
        help,
        word,
        text -> text.equals(word) ? Optional.of(value.get()) : Optional.empty());
  }
}
