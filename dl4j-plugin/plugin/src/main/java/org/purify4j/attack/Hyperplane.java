package org.purify4j.attack;

/**
 * The points at which a linear function is 0, within [0, 1].
 *
 * @param geometry in which points are near
 */
record Hyperplane(PixelGeometry geometry) {
  /**
   * Finds the nearest point of the hyperplane within [0, 1]; if there is none, the point within [0,
   * 1] at which the function comes nearest to 0.
   *
   * <p>On the shortest way each number moves at its own rate until it reaches the border, so the
   * function changes with the way's length as a concave piecewise linear one: Newton's method from
   * 0 finds where it is 0 in finitely many steps.
   *
   * @param from a point in [0, 1], not modified
   * @param normal gradient of the function, not modified
   * @param value of the function at that point
   * @param to the point found, overwritten
   */
  void nearest(double[] from, double[] normal, double value, double[] to) {
    double wanted = Math.abs(value);
    double upwards = value < 0 ? 1 : -1;
    double way = 0;
    double next = step(from, normal, wanted, upwards, way);
    while (next > way) {
      way = next;
      next = step(from, normal, wanted, upwards, way);
    }
    for (int i = 0; i < from.length; i++) {
      double direction = upwards * Math.signum(normal[i]);
      double moved = Math.min(way * geometry.rate(Math.abs(normal[i])), room(from[i], direction));
      to[i] = direction == 0 ? from[i] : from[i] + direction * moved;
    }
  }

  private double step(double[] from, double[] normal, double wanted, double upwards, double way) {
    double gained = 0;
    double slope = 0;
    for (int i = 0; i < from.length; i++) {
      double size = Math.abs(normal[i]);
      double rate = geometry.rate(size);
      double room = room(from[i], upwards * Math.signum(normal[i]));
      if (way * rate < room) {
        gained += size * way * rate;
        slope += size * rate;
      } else {
        gained += size * room;
      }
    }
    if (gained >= wanted) {
      return way;
    }
    return slope == 0 ? way : way + (wanted - gained) / slope;
  }

  private static double room(double pixel, double direction) {
    return direction > 0 ? 1 - pixel : pixel;
  }
}
