package org.purify4j.diffusion.catalogue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The parts that text forms are made of: prefixes, numbers and words. */
public final class Spelling {
  /** Up to here, every whole double is written out rather than with an exponent. */
  private static final double LARGEST_WRITTEN_OUT = 1e7;

  private Spelling() {}

  /** What follows a prefix; empty if the text does not start with it. */
  public static Optional<String> after(String prefix, String text) {
    return text.startsWith(prefix)
        ? Optional.of(text.substring(prefix.length()))
        : Optional.empty();
  }

  /**
   * Reads a decimal number or a fraction such as {@code 8/255}.
   *
   * @param name what is read, for the message
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
   * Reads a whole number of at most 32 bits.
   *
   * @param name what is read, for the message
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

  /** The shortest text of a number that {@link #real} reads back as the same. */
  public static String text(double number) {
    return number == Math.rint(number) && Math.abs(number) < LARGEST_WRITTEN_OUT
        ? Long.toString((long) number)
        : Double.toString(number);
  }

  /**
   * The constant with a text form.
   *
   * @param name what is read, for the message
   * @throws IllegalArgumentException if none has it
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

  /** Some choices as in a sentence: {@code a, b or c}. */
  public static String alternatives(List<String> choices) {
    int last = choices.size() - 1;
    return last < 1
        ? String.join("", choices)
        : String.join(", ", choices.subList(0, last)) + " or " + choices.get(last);
  }
}
