package org.purify4j.bench;

import java.util.Arrays;
import java.util.List;

/**
 * The size of what the networks are given.
 *
 * @param size height and width of the images, in pixels
 * @param batch images per call
 */
record Case(int size, int batch) {
  /** Every case, as {@code all} asks for. */
  static final List<Case> ALL =
      List.of(
          new Case(32, 1),
          new Case(32, 8),
          new Case(32, 32),
          new Case(64, 1),
          new Case(64, 8),
          new Case(64, 32));

  /** Reads {@code all}, or {@code SIZExBATCH[,SIZExBATCH]}. */
  static List<Case> parse(String text) {
    return text.equals("all") ? ALL : Arrays.stream(text.split(",")).map(Case::parseOne).toList();
  }

  private static Case parseOne(String text) {
    if (!text.matches("[0-9]{1,3}x[0-9]{1,3}")) {
      throw new IllegalArgumentException(
          "cases: got " + text + ", must be all, or a list of SIZExBATCH such as 32x8");
    }
    String[] numbers = text.split("x");
    return new Case(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]));
  }

  @Override
  public String toString() {
    return size + "x" + size + ", batch " + batch;
  }
}
