package org.purify4j.cli.shell;

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

  /**
   * Reads a number above 0, or a fraction such as {@code 8/255}.
   *
   * @param name what is read, for the message
   */
  public static double positive(String name, String text) {
    double value = real(name, text);
    if (!(value > 0)) {
      throw new UsageException(name + ": got " + value + ", must be above 0");
    }
    return value;
  }

  /** Reads a whole number of either sign. */
  public static long whole(String name, String text) {
    return whole(name, text, Long.MIN_VALUE);
  }

  /** Reads a whole number no smaller than {@code least}. */
  private static long whole(String name, String text, long least) {
    String expected = "a whole number, at least " + least;
    try {
      long value = Long.parseLong(text);
      if (value >= least) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw malformed(name, text, expected);
    }
    throw malformed(name, text, expected);
  }

  /** Reads a whole number of at most 32 bits, no smaller than {@code least}. */
  public static int count(String name, String text, int least) {
    long number = whole(name, text, least);
    if (number > Integer.MAX_VALUE) {
      throw new UsageException(name + ": got " + text + ", must be at most " + Integer.MAX_VALUE);
    }
    return (int) number;
  }

  private static UsageException malformed(String name, String text, String expected) {
    return new UsageException(name + ": got " + text + ", must be " + expected);
  }
}
