package org.purify4j.attack;

/** The points at which a linear function is 0, within [0, 1]. */
interface Hyperplane {
  /**
   * Finds the nearest point of the hyperplane within [0, 1]; if there is none, the point within [0,
   * 1] at which the function comes nearest to 0.
   *
   * @param from a point in [0, 1], not modified
   * @param normal gradient of the function, not modified
   * @param value of the function at that point
   * @param to the point found, overwritten
   */
  void nearest(double[] from, double[] normal, double value, double[] to);

  /** How far a number can move in a direction. */
  static double room(double pixel, double direction) {
    return direction > 0 ? 1 - pixel : pixel;
  }
}
