package org.purify4j.attack;

import java.util.Arrays;

/** The sum of the changes. */
enum L1Geometry implements PixelGeometry {
  INSTANCE;

  /**
   * Share of the numbers that a step moves (Tramèr and Boneh, "Adversarial training and robustness
   * for multiple perturbations", 2019). The steepest ascent moves one, which is at its border soon.
   */
  private static final double MOVED = 0.01;

  @Override
  public double distance(double[] point, double[] other) {
    double sum = 0;
    for (int i = 0; i < point.length; i++) {
      sum += Math.abs(point[i] - other[i]);
    }
    return sum;
  }

  /**
   * {@inheritDoc} The step is divided evenly among the hundredth of the numbers with the largest
   * gradients, of those that are not at the border of [0, 1] already.
   */
  @Override
  public void ascend(double[] from, double[] gradient, double length, double[] to) {
    ascend(from, gradient, length, (int) Math.ceil(MOVED * from.length), to);
  }

  /**
   * The same with another number of numbers that move.
   *
   * @param moved how many, at least 1; more where gradients tie
   */
  static void ascend(double[] from, double[] gradient, double length, int moved, double[] to) {
    double[] sizes = new double[from.length];
    for (int i = 0; i < from.length; i++) {
      boolean stopped = gradient[i] > 0 ? from[i] >= 1 : from[i] <= 0;
      sizes[i] = stopped ? 0 : Math.abs(gradient[i]);
    }
    double[] sorted = sizes.clone();
    Arrays.sort(sorted);
    double least = sorted[Math.max(0, sorted.length - moved)];
    int count = 0;
    for (double size : sizes) {
      count += size > 0 && size >= least ? 1 : 0;
    }
    for (int i = 0; i < from.length; i++) {
      boolean moves = sizes[i] > 0 && sizes[i] >= least;
      to[i] = from[i] + (moves ? Math.signum(gradient[i]) * length / count : 0);
    }
  }

  /**
   * {@inheritDoc} (Croce and Hein, "Mind the box", 2021, proposition 2.1.) Each change is shortened
   * by the same λ ≥ 0 to no less than 0 and stopped at the border of [0, 1]. The size falls with λ
   * and is linear between the values at which a number is no longer stopped, or becomes 0.
   */
  @Override
  public void project(double[] point, double[] centre, double epsilon) {
    int n = point.length;
    double[] kinks = new double[2 * n];
    for (int i = 0; i < n; i++) {
      double way = Math.abs(point[i] - centre[i]);
      kinks[2 * i] = way;
      kinks[2 * i + 1] = Math.max(0, way - room(point, centre, i));
    }
    Arrays.sort(kinks);
    double shorter = 0;
    if (size(point, centre, 0) > epsilon) {
      int low = -1;
      int high = kinks.length - 1;
      while (high - low > 1) {
        int middle = (low + high) >>> 1;
        if (size(point, centre, kinks[middle]) > epsilon) {
          low = middle;
        } else {
          high = middle;
        }
      }
      double from = low < 0 ? 0 : kinks[low];
      double above = size(point, centre, from);
      double below = size(point, centre, kinks[high]);
      double share = above == below ? 1 : (above - epsilon) / (above - below);
      shorter = from + share * (kinks[high] - from);
    }
    for (int i = 0; i < n; i++) {
      double way = point[i] - centre[i];
      double left = Math.min(Math.max(Math.abs(way) - shorter, 0), room(point, centre, i));
      point[i] = Math.max(0, Math.min(1, centre[i] + Math.signum(way) * left));
    }
  }

  private static double size(double[] point, double[] centre, double shorter) {
    double sum = 0;
    for (int i = 0; i < point.length; i++) {
      double left = Math.max(Math.abs(point[i] - centre[i]) - shorter, 0);
      sum += Math.min(left, room(point, centre, i));
    }
    return sum;
  }

  private static double room(double[] point, double[] centre, int i) {
    return point[i] > centre[i] ? 1 - centre[i] : centre[i];
  }

  @Override
  public Hyperplane hyperplane() {
    return LargestFirst.INSTANCE;
  }
}
