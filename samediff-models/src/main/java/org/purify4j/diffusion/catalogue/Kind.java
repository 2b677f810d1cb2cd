package org.purify4j.diffusion.catalogue;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * One member of a family: its names, and how it is read.
 *
 * @param <T> the family
 * @param name the name in JSON; never changed, since saved files hold it
 * @param type the class of its values
 * @param syntax how it is typed, such as {@code ddim[:ETA]}
 * @param help one line that says what it is
 * @param example a text form, such as {@code ddim:0.5}
 * @param reader reads its text forms
 */
public record Kind<T>(
    String name,
    Class<? extends T> type,
    String syntax,
    String help,
    String example,
    Reader<T> reader) {

  /** Reads the text forms of one kind. */
  @FunctionalInterface
  public interface Reader<T> {
    /**
     * Reads a text.
     *
     * @param text stripped and in lower case
     * @return empty if the text is of another kind
     * @throws IllegalArgumentException if it is of this kind, but malformed or out of range
     */
    Optional<? extends T> read(String text);
  }

  /** A kind that is typed as a single word and has no parameters. */
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
