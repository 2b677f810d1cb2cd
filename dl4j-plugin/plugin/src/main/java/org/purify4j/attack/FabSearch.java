package org.purify4j.attack;

/**
 * The search of one image for the nearest point beyond the decision boundary to a target class, by
 * FAB-T (Croce and Hein, "Minimally distorted adversarial examples with a fast adaptive boundary
 * attack", 2020, algorithm 1, with one class in the place of all others).
 *
 * <p>With f = z_t − z_y, d and d° the projections of x and of the image x° onto the linearised
 * boundary f(x) + ∇f(x)·(z − x) = 0 within [0, 1], δ = d − x and δ° = d° − x°, a step is
 *
 * <pre>
 * x ← (1 − α)(x + η δ) + α (x° + η δ°) within [0, 1],   α = min(‖δ‖ / (‖δ‖ + ‖δ°‖), α_max)
 * </pre>
 *
 * <p>A misclassified x is kept if it is the nearest so far, and the search goes on from (1 − β) x°
 * + β x. In the end the point kept is drawn back towards the image by secants of the margin.
 */
final class FabSearch {
  private static final double LARGEST_BIAS = 0.1;
  private static final double OVERSHOOT = 1.05;
  private static final double BACKWARD_STEP = 0.9;

  /**
   * How far beyond the boundary a secant aims, as a share of the margin at the other end: an image
   * on the boundary itself would fall on either side of it by rounding.
   */
  private static final double BEYOND = 1e-4;

  private final PixelGeometry geometry;
  private final Hyperplane boundary;
  private final PixelRows pixels;
  private final double[] original;

  private final double[] point;
  private final double[] onBoundary;
  private final double[] ofOriginal;
  private final double[] found;
  private final double[] inside;
  private double distance = Double.POSITIVE_INFINITY;
  private double marginOfFound;
  private double marginInside = Double.NaN;

  /**
   * @param norm in which points are near
   * @param pixels what an image can hold
   * @param original the image, not modified
   */
  FabSearch(Norm norm, PixelRows pixels, double[] original) {
    this.geometry = norm.geometry();
    this.boundary = geometry.hyperplane();
    this.pixels = pixels;
    this.original = original;
    this.point = original.clone();
    this.onBoundary = original.clone();
    this.ofOriginal = original.clone();
    this.found = original.clone();
    this.inside = original.clone();
  }

  /** Where an answer is wanted; valid until the next call of another method. */
  double[] point() {
    return point;
  }

  /** Distance of the nearest misclassified point found; infinite if there is none. */
  double distance() {
    return distance;
  }

  /** The nearest misclassified point found; valid until the next call of another method. */
  double[] found() {
    return found;
  }

  /**
   * Takes a step.
   *
   * @param reply at {@link #point} to the loss z_t − z_y, with its gradient
   */
  void step(LossReply reply) {
    if (Double.isNaN(marginInside)) {
      marginInside = reply.margin();
      keepIfNearer(reply);
    }
    double[] normal = reply.gradient();
    double valueAtOriginal = reply.loss();
    for (int i = 0; i < point.length; i++) {
      valueAtOriginal += normal[i] * (original[i] - point[i]);
    }
    boundary.nearest(point, normal, reply.loss(), onBoundary);
    boundary.nearest(original, normal, valueAtOriginal, ofOriginal);
    double way = geometry.distance(onBoundary, point);
    double wayOfOriginal = geometry.distance(ofOriginal, original);
    double bias = way == 0 ? 0 : Math.min(way / (way + wayOfOriginal), LARGEST_BIAS);
    for (int i = 0; i < point.length; i++) {
      double near = point[i] + OVERSHOOT * (onBoundary[i] - point[i]);
      double nearOriginal = original[i] + OVERSHOOT * (ofOriginal[i] - original[i]);
      point[i] = (1 - bias) * near + bias * nearOriginal;
    }
    pixels.settle(point, original);
  }

  /**
   * Keeps the point if it is misclassified and the nearest so far, and steps back if it is
   * misclassified.
   *
   * @param reply at {@link #point}
   */
  void check(LossReply reply) {
    keepIfNearer(reply);
    if (isAcross(reply)) {
      for (int i = 0; i < point.length; i++) {
        point[i] = original[i] + BACKWARD_STEP * (point[i] - original[i]);
      }
      pixels.settle(point, original);
    }
  }

  /** Makes {@link #point} the one at which the secant between what was found and the image says. */
  void aimBetween() {
    double aim = -BEYOND * marginInside;
    double share = (aim - marginInside) / (marginOfFound - marginInside);
    boolean useful = share > 0 && share < 1;
    for (int i = 0; i < point.length; i++) {
      point[i] = useful ? inside[i] + share * (found[i] - inside[i]) : found[i];
    }
    pixels.settle(point, original);
  }

  /**
   * Makes {@link #point} an end of the secant.
   *
   * @param reply at {@link #point}
   */
  void narrow(LossReply reply) {
    keepIfNearer(reply);
    if (!isAcross(reply)) {
      System.arraycopy(point, 0, inside, 0, point.length);
      marginInside = reply.margin();
    }
  }

  private void keepIfNearer(LossReply reply) {
    double away = geometry.distance(point, original);
    if (isAcross(reply) && away < distance) {
      System.arraycopy(point, 0, found, 0, point.length);
      distance = away;
      marginOfFound = reply.margin();
    }
  }

  private static boolean isAcross(LossReply reply) {
    return reply.wrong() || reply.margin() > 0;
  }
}
