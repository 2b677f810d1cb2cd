package org.purify4j.attack;

/** What a norm means for the pixels of one image, as numbers on the host. */
interface PixelGeometry {
  /** The size of the difference of two images. */
  double distance(double[] point, double[] other);

  /**
   * Goes the given way in the direction in which a linear function rises fastest for a step of that
   * size.
   *
   * @param from where the step begins, not modified
   * @param gradient of the function, not modified
   * @param length of the step in this norm
   * @param to where it ends, overwritten
   */
  void ascend(double[] from, double[] gradient, double length, double[] to);

  /**
   * Moves a point to the nearest one, in the Euclidean sense, in the ball around an image and in
   * [0, 1].
   *
   * @param point changed
   * @param centre the image, in [0, 1]
   * @param epsilon the ball's radius
   */
  void project(double[] point, double[] centre, double epsilon);

  /** The shortest ways to hyperplanes. */
  Hyperplane hyperplane();
}
