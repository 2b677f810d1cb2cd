package org.purify4j.attack;

import org.apache.commons.rng.UniformRandomProvider;

/**
 * Points of the Square attack in L2 (Andriushchenko et al. 2020, algorithm 3): the perturbation
 * begins as a grid of bumps of the budget's length; each point takes what is in one window away and
 * puts its length, with whatever the budget has left, into another.
 *
 * @param epsilon the budget
 * @param pixels what an image can hold
 * @param original the image
 * @param schedule sizes of the windows
 * @param random of this image
 */
record L2Squares(
    double epsilon,
    PixelRows pixels,
    double[] original,
    SquareSchedule schedule,
    UniformRandomProvider random)
    implements SquareProposals {
  /** Tiles along each side of the first grid. */
  private static final int TILES = 5;

  private static final int SMALLEST_SIDE = 3;

  /** A square of an image. */
  private record Window(int top, int left, int side) {
    boolean holds(int row, int column) {
      return row >= top && row < top + side && column >= left && column < left + side;
    }
  }

  @Override
  public void first(double[] to) {
    SquareFrame frame = SquareFrame.of(pixels);
    int shorter = Math.min(frame.height(), frame.width());
    int side = Math.max(shorter / TILES, 1);
    int tiles = Math.min(TILES, shorter);
    double[][] bump = SquareBump.of(side);
    int top = (frame.height() - tiles * side) / 2;
    int left = (frame.width() - tiles * side) / 2;
    double[] change = new double[to.length];
    for (int c = 0; c < frame.channels(); c++) {
      for (int tile = 0; tile < tiles * tiles; tile++) {
        Window window = new Window(top + tile / tiles * side, left + tile % tiles * side, side);
        add(change, frame, c, window, SquareBump.turned(bump, random), sign());
      }
    }
    double length = L2Geometry.INSTANCE.distance(change, new double[change.length]);
    for (int i = 0; i < to.length; i++) {
      to[i] = original[i] + change[i] / length * epsilon;
    }
    settle(to);
  }

  @Override
  public void next(double[] from, int query, double[] to) {
    SquareFrame frame = SquareFrame.of(pixels);
    int side = side(query, frame);
    Window source = window(frame, side);
    Window destination = window(frame, side);
    double[][] bump = SquareBump.turned(SquareBump.of(side), random);
    double unused =
        Math.max(epsilon * epsilon - squareOf(L2Geometry.INSTANCE.distance(from, original)), 0);
    System.arraycopy(from, 0, to, 0, from.length);
    for (int c = 0; c < frame.channels(); c++) {
      move(to, frame, c, source, destination, bump, unused / frame.channels());
    }
    settle(to);
  }

  /** Empties one window of a channel, and fills the other with its length and what is unused. */
  private void move(
      double[] to,
      SquareFrame frame,
      int channel,
      Window source,
      Window destination,
      double[][] bump,
      double unused) {
    double inBoth = unused;
    double inDestination = 0;
    for (int y = 0; y < frame.height(); y++) {
      for (int x = 0; x < frame.width(); x++) {
        int at = frame.at(channel, y, x);
        double square = squareOf(to[at] - original[at]);
        inDestination += destination.holds(y, x) ? square : 0;
        inBoth += destination.holds(y, x) || source.holds(y, x) ? square : 0;
      }
    }
    double sign = sign();
    double[][] mixed = new double[destination.side()][destination.side()];
    double length = 0;
    for (int r = 0; r < mixed.length; r++) {
      for (int s = 0; s < mixed.length; s++) {
        int at = frame.at(channel, destination.top() + r, destination.left() + s);
        double before = inDestination == 0 ? 0 : (to[at] - original[at]) / Math.sqrt(inDestination);
        mixed[r][s] = sign * bump[r][s] + before;
        length += squareOf(mixed[r][s]);
      }
    }
    for (int y = source.top(); y < source.top() + source.side(); y++) {
      for (int x = source.left(); x < source.left() + source.side(); x++) {
        int at = frame.at(channel, y, x);
        to[at] = original[at];
      }
    }
    double factor = length == 0 ? 0 : Math.sqrt(inBoth / length);
    for (int r = 0; r < mixed.length; r++) {
      for (int s = 0; s < mixed.length; s++) {
        int at = frame.at(channel, destination.top() + r, destination.left() + s);
        to[at] = original[at] + factor * mixed[r][s];
      }
    }
  }

  private static void add(
      double[] change,
      SquareFrame frame,
      int channel,
      Window window,
      double[][] bump,
      double sign) {
    for (int r = 0; r < bump.length; r++) {
      for (int s = 0; s < bump.length; s++) {
        change[frame.at(channel, window.top() + r, window.left() + s)] += sign * bump[r][s];
      }
    }
  }

  /** An odd number, where the image is large enough. */
  private int side(int query, SquareFrame frame) {
    int side = schedule.side(query, frame.height(), frame.width(), SMALLEST_SIDE);
    int odd = side % 2 == 0 ? side + 1 : side;
    return Math.min(odd, Math.min(frame.height(), frame.width()));
  }

  private Window window(SquareFrame frame, int side) {
    return new Window(
        random.nextInt(frame.height() - side + 1), random.nextInt(frame.width() - side + 1), side);
  }

  private double sign() {
    return random.nextBoolean() ? 1 : -1;
  }

  private void settle(double[] point) {
    L2Geometry.INSTANCE.project(point, original, epsilon);
    pixels.settle(point, original);
  }

  private static double squareOf(double value) {
    return value * value;
  }
}
