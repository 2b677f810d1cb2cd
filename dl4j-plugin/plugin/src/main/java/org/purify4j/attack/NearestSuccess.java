package org.purify4j.attack;

/**
 * Of the points that a search for the nearest has looked at, the nearest in the Euclidean sense
 * that succeeds; until one does, that with the largest margin.
 */
final class NearestSuccess {
  private final double[] original;
  private final double[] best;
  private double distance = Double.POSITIVE_INFINITY;
  private double largestMargin = Double.NEGATIVE_INFINITY;

  /**
   * @param original the image, not modified
   */
  NearestSuccess(double[] original) {
    this.original = original;
    this.best = original.clone();
  }

  /**
   * Looks at a point.
   *
   * @param point copied if it is the best so far
   * @param reply of the target there
   * @return whether it succeeds
   */
  boolean look(double[] point, LossReply reply) {
    double away = L2Geometry.INSTANCE.distance(point, original);
    boolean succeeds = reply.wrong() || reply.margin() > 0;
    if (succeeds ? away < distance : !isFound() && reply.margin() > largestMargin) {
      System.arraycopy(point, 0, best, 0, point.length);
      if (succeeds) {
        distance = away;
      } else {
        largestMargin = reply.margin();
      }
    }
    return succeeds;
  }

  /** The point; it changes when a better one is looked at. */
  double[] best() {
    return best;
  }

  /** Whether a point has succeeded. */
  boolean isFound() {
    return distance < Double.POSITIVE_INFINITY;
  }

  /** Whether the image itself succeeds, so that there is nothing to search for. */
  boolean isOriginal() {
    return distance == 0;
  }
}
