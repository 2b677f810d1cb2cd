package org.purify4j.attack;

import java.util.List;

/**
 * The steps of DeepFool (Moosavi-Dezfooli et al. 2016, algorithm 2) with one image. With the sum Σ
 * of the ways so far, the point is x° + (1 + η) Σ within [0, 1]; a step adds to Σ the way from the
 * point to the nearest of the linearised boundaries within [0, 1].
 */
final class DeepFoolWalk {
  /** Where a boundary is reached, the linear function is 0 but for rounding. */
  private static final double ROUNDING = 1e-9;

  private final PixelGeometry geometry;
  private final Hyperplane boundary;
  private final PixelRows pixels;
  private final double[] original;
  private final double overshoot;

  private final double[] sum;
  private final double[] point;
  private boolean arrived;

  /**
   * @param norm in which boundaries are near
   * @param pixels what an image can hold
   * @param original the image, not modified
   * @param overshoot η
   */
  DeepFoolWalk(Norm norm, PixelRows pixels, double[] original, double overshoot) {
    this.geometry = norm.geometry();
    this.boundary = geometry.hyperplane();
    this.pixels = pixels;
    this.original = original;
    this.overshoot = overshoot;
    this.sum = new double[original.length];
    this.point = original.clone();
  }

  /** Where an answer is wanted; valid until the next step. */
  double[] point() {
    return point;
  }

  /** Whether the point is misclassified. */
  boolean hasArrived() {
    return arrived;
  }

  /**
   * Ends the walk if the point is misclassified.
   *
   * @param reply at {@link #point}
   */
  void look(LossReply reply) {
    arrived = reply.wrong() || reply.margin() > 0;
  }

  /**
   * Takes a step.
   *
   * @param replies at {@link #point} to the losses z_t − z_y with their gradients, the likeliest
   *     class first; at least one
   * @return whether a gradient told a direction
   */
  boolean step(List<LossReply> replies) {
    double[] nearest = point.clone();
    double distance = Double.POSITIVE_INFINITY;
    boolean directed = false;
    for (LossReply reply : replies) {
      if (reply.withoutDirection()) {
        continue;
      }
      double[] onBoundary = new double[point.length];
      boundary.nearest(point, reply.gradient(), reply.loss(), onBoundary);
      double away =
          isReached(reply, onBoundary)
              ? geometry.distance(onBoundary, point)
              : Double.POSITIVE_INFINITY;
      // A boundary that is not within [0, 1] is gone towards if no other is.
      if (!directed || away < distance) {
        nearest = onBoundary;
        distance = away;
        directed = true;
      }
    }
    for (int i = 0; i < point.length; i++) {
      sum[i] += nearest[i] - point[i];
      point[i] = original[i] + (1 + overshoot) * sum[i];
    }
    pixels.settle(point, original);
    return directed;
  }

  private boolean isReached(LossReply reply, double[] onBoundary) {
    double value = reply.loss();
    for (int i = 0; i < point.length; i++) {
      value += reply.gradient()[i] * (onBoundary[i] - point[i]);
    }
    return Math.abs(value) <= ROUNDING * Math.abs(reply.loss());
  }
}
