package org.purify4j.attack;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Points of the Square attack in L∞ (Andriushchenko et al. 2020, algorithm 2): every number of an
 * image is moved by the whole budget up or down, at first in stripes of one column, then in squares
 * with one sign for each channel.
 *
 * @param epsilon the budget
 * @param pixels what an image can hold
 * @param original the image
 * @param schedule sizes of the squares
 * @param random of this image
 */
record LinfSquares(
    double epsilon,
    PixelRows pixels,
    double[] original,
    SquareSchedule schedule,
    UniformRandomProvider random)
    implements SquareProposals {

  @Override
  public void first(double[] to) {
    SquareFrame frame = SquareFrame.of(pixels);
    for (int c = 0; c < frame.channels(); c++) {
      for (int x = 0; x < frame.width(); x++) {
        double change = change();
        for (int y = 0; y < frame.height(); y++) {
          int at = frame.at(c, y, x);
          to[at] = original[at] + change;
        }
      }
    }
    pixels.settle(to, original);
  }

  /** {@inheritDoc} A square that would change nothing is drawn again. */
  @Override
  public void next(double[] from, int query, double[] to) {
    SquareFrame frame = SquareFrame.of(pixels);
    int side = schedule.side(query, frame.height(), frame.width(), 1);
    do {
      System.arraycopy(from, 0, to, 0, from.length);
      int top = random.nextInt(frame.height() - side + 1);
      int left = random.nextInt(frame.width() - side + 1);
      for (int c = 0; c < frame.channels(); c++) {
        double change = change();
        for (int y = top; y < top + side; y++) {
          for (int x = left; x < left + side; x++) {
            int at = frame.at(c, y, x);
            to[at] = original[at] + change;
          }
        }
      }
      pixels.settle(to, original);
    } while (Arrays.equals(from, to));
  }

  private double change() {
    return random.nextBoolean() ? epsilon : -epsilon;
  }
}
