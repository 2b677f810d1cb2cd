package org.purify4j.diffusion.catalogue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Parses and writes the parts of text forms: prefixes, numbers and words. */
public final class Spelling {
  /** Whole numbers of a smaller magnitude are written without an exponent. */
  private static final double LARGEST_WRITTEN_OUT = 1e7;

  private Spelling() {}

  /** Returns what follows a prefix; empty if the text does not start with it. */
  public static Optional<String> after(String prefix, String text) {
    return text.startsWith(prefix)
        ? Optional.of(text.substring(prefix.length()))
        : Optional.empty();
  }

  /**
   * Parses a decimal number or a fraction such as {@code 8/255}.
   *
   * @param name name of the value, for the error message
   * @return a finite number
   * @throws IllegalArgumentException for anything else
   */
  public static double real(String name, String text) {
    String[] parts = text.split("/", -1);
    try {
      double value = Double.parseDouble(parts[0]);
      if (parts.length == 2) {
        value /= Double.parseDouble(parts[1]);
      }
      if (parts.length <= 2 && Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw noReal(name, text, Optional.of(e));
    }
    throw noReal(name, text, Optional.empty());
  }

  private static IllegalArgumentException noReal(
      String name, String text, Optional<Exception> cause) {
    return new IllegalArgumentException(
        name + ": got " + text + ", must be a number, or a fraction such as 8/255",
        cause.orElse(null));
  }

  /**
   * Parses a signed 32-bit integer.
   *
   * @param name name of the value, for the error message
   * @throws IllegalArgumentException for anything else
   */
  public static int whole(String name, String text) {
    try {
      return Integer.parseInt(text.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          name + ": got " + text + ", must be a whole number below 2^31", e);
    }
  }

  /** Returns the shortest text that {@link #real} parses to the same number. */
  public static String text(double number) {
    return number == Math.rint(number) && Math.abs(number) < LARGEST_WRITTEN_OUT
        ? Long.toString((long) number)
        : Double.toString(number);
  }

  /**
   * Returns the enum constant with this text form.
   *
   * @param name name of the value, for the error message
   * @throws IllegalArgumentException if no constant has it
   */
  public static <E extends Enum<E> & Textual> E choice(String name, Class<E> type, String text) {
    E[] constants = type.getEnumConstants();
    for (E constant : constants) {
      if (constant.text().equals(text)) {
        return constant;
      }
    }
    throw new IllegalArgumentException(
        name
            + ": got "
            + text
            + ", must be "
            + alternatives(Arrays.stream(constants).map(Textual::text).toList()));
  }

  /** Joins choices as in a sentence: {@code a, b or c}. */
  public static String alternatives(List<String> choices) {
    int last = choices.size() - 1;
    return last < 1
        ? String.join("", choices)
        : String.join(", ", choices.subList(0, last)) + " or " + choices.get(last);
  }
}
