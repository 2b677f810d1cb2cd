package org.purify4j.attack;

/** The Euclidean length of the change. */
enum L2Geometry implements PixelGeometry {
  INSTANCE;

  private static final Hyperplane BOUNDARY = new RatedWay(slope -> slope);

  @Override
  public double distance(double[] point, double[] other) {
    double squares = 0;
    for (int i = 0; i < point.length; i++) {
      squares += (point[i] - other[i]) * (point[i] - other[i]);
    }
    return Math.sqrt(squares);
  }

  /** {@inheritDoc} The squares of a tiny gradient would underflow: its largest part goes first. */
  @Override
  public void ascend(double[] from, double[] gradient, double length, double[] to) {
    double largest = 0;
    for (double part : gradient) {
      largest = Math.max(largest, Math.abs(part));
    }
    if (largest == 0) {
      System.arraycopy(from, 0, to, 0, from.length);
      return;
    }
    double squares = 0;
    for (double part : gradient) {
      squares += (part / largest) * (part / largest);
    }
    double factor = length / Math.sqrt(squares);
    for (int i = 0; i < from.length; i++) {
      to[i] = from[i] + factor * (gradient[i] / largest);
    }
  }

  /**
   * {@inheritDoc} The nearest point is centre + s (point − centre), each number stopped at the
   * border of [0, 1], with the s ≤ 1 for which it has the length ε. Without those that are stopped,
   * s follows from the lengths of both parts; taking what is stopped at one s for the next makes s
   * rise to the solution in finitely many steps.
   */
  @Override
  public void project(double[] point, double[] centre, double epsilon) {
    double share = 0;
    double next = nextShare(point, centre, epsilon, share);
    while (next > share && next < 1) {
      share = next;
      next = nextShare(point, centre, epsilon, share);
    }
    share = next >= 1 ? 1 : share;
    for (int i = 0; i < point.length; i++) {
      point[i] = Math.max(0, Math.min(1, centre[i] + share * (point[i] - centre[i])));
    }
  }

  /** The share at which the length is ε if those stopped at this share are, and no others. */
  private static double nextShare(double[] point, double[] centre, double epsilon, double share) {
    double stopped = 0;
    double free = 0;
    for (int i = 0; i < point.length; i++) {
      double way = point[i] - centre[i];
      double room = way > 0 ? 1 - centre[i] : centre[i];
      if (share * Math.abs(way) > room) {
        stopped += room * room;
      } else {
        free += way * way;
      }
    }
    return free == 0 ? 1 : Math.sqrt(Math.max(epsilon * epsilon - stopped, 0) / free);
  }

  @Override
  public Hyperplane hyperplane() {
    return BOUNDARY;
  }
}
