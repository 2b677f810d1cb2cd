package org.purify4j.cli.shell;

import java.math.BigInteger;
import org.purify4j.diffusion.catalogue.Bound;
import org.purify4j.diffusion.catalogue.Spelling;

/** Parses numbers as people write them on a command line. */
public final class Numbers {
  private Numbers() {}

  /**
   * Reads a decimal number or a fraction such as {@code 8/255}.
   *
   * @param name what is read, for the message
   */
  public static double real(String name, String text) {
    try {
      return Spelling.real(name, text);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Reads a whole number of either sign. */
  public static long whole(String name, String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw malformed(name, text, "a whole number of at most 64 bits");
    }
  }

  /** Reads a whole number of at most 32 bits, no smaller than {@code least}. */
  public static int count(String name, String text, int least) {
    return count(name, text, least, Integer.MAX_VALUE);
  }

  /** Reads a whole number, no smaller than {@code least} and no larger than {@code most}. */
  public static int count(String name, String text, int least, int most) {
    String expected = "a whole number, at least " + least;
    BigInteger number;
    try {
      number = new BigInteger(text);
    } catch (NumberFormatException e) {
      throw malformed(name, text, expected);
    }
    if (number.compareTo(BigInteger.valueOf(least)) < 0) {
      throw malformed(name, text, expected);
    }
    if (number.compareTo(BigInteger.valueOf(most)) > 0) {
      throw malformed(
          name, text, most == Integer.MAX_VALUE ? "smaller, below 2^31" : "at most " + most);
    }
    return number.intValue();
  }

  /** Reads a whole number within bounds. */
  public static int count(String name, String text, Bound bound) {
    try {
      return (int) bound.require(name, new BigInteger(text).doubleValue());
    } catch (NumberFormatException e) {
      throw malformed(name, text, "a whole number, " + bound.range());
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  private static UsageException malformed(String name, String text, String expected) {
    return new UsageException(name + ": got " + text + ", must be " + expected);
  }
}
