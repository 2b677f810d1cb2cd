package org.purify4j.attack;

import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;

/** Nearest points within [0, 1], each found by bisection of one number. */
final class NearestPoints {
  private static final int HALVINGS = 200;

  private NearestPoints() {}

  /** In the cube of side 2ε around an image. */
  static double[] inCube(double[] image, double[] point, double epsilon) {
    double[] nearest = new double[image.length];
    for (int i = 0; i < nearest.length; i++) {
      nearest[i] = clipped(Math.max(image[i] - epsilon, Math.min(image[i] + epsilon, point[i])));
    }
    return nearest;
  }

  /** In the ball around an image: for some c ≥ 0, (point + c · image) / (1 + c), clipped. */
  static double[] inBall(double[] image, double[] point, double epsilon) {
    return bisected(share -> between(image, point, share), p -> length(p, image) - epsilon, 0, 1);
  }

  /**
   * In the ball, the point at which a linear function is largest: image + λ · gradient, clipped.
   */
  static double[] largestInBall(double[] image, double[] gradient, double epsilon) {
    return bisected(way -> moved(image, gradient, way), p -> length(p, image) - epsilon, 0, 1e4);
  }

  /** Where a linear function that is negative at an image is 0, by the shortest way in L2. */
  static double[] onPlane(double[] image, double[] normal, double value) {
    return bisected(
        way -> moved(image, normal, way), p -> value + change(image, p, normal), 0, 1e4);
  }

  /** The same by the shortest way in L∞. */
  static double[] onPlaneByCube(double[] image, double[] normal, double value) {
    double[] signs = normal.clone();
    for (int i = 0; i < signs.length; i++) {
      signs[i] = Math.signum(normal[i]);
    }
    return bisected(way -> moved(image, signs, way), p -> value + change(image, p, normal), 0, 1);
  }

  /**
   * The nearest point at which a linear classifier has another class than an image, by bisection.
   */
  static double[] ofLinear(Norm norm, double[][] weights, double[] image, int label) {
    double[] best = image;
    double distance = Double.POSITIVE_INFINITY;
    for (int t = 0; t < weights[0].length; t++) {
      if (t != label) {
        double[] normal = new double[image.length];
        double value = 0;
        for (int i = 0; i < image.length; i++) {
          normal[i] = weights[i][t] - weights[i][label];
          value += normal[i] * image[i];
        }
        double[] point =
            norm == Norm.LINF ? onPlaneByCube(image, normal, value) : onPlane(image, normal, value);
        double away = norm.geometry().distance(point, image);
        if (away < distance) {
          best = point;
          distance = away;
        }
      }
    }
    return best;
  }

  static double length(double[] point, double[] other) {
    double squares = 0;
    for (int i = 0; i < point.length; i++) {
      squares += (point[i] - other[i]) * (point[i] - other[i]);
    }
    return Math.sqrt(squares);
  }

  private static double[] bisected(
      DoubleFunction<double[]> path, ToDoubleFunction<double[]> tooFar, double from, double to) {
    double low = from;
    double high = to;
    if (tooFar.applyAsDouble(path.apply(high)) <= 0) {
      return path.apply(high);
    }
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      if (tooFar.applyAsDouble(path.apply(middle)) > 0) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return path.apply(low);
  }

  private static double[] between(double[] image, double[] point, double share) {
    double[] result = new double[image.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = clipped(image[i] + share * (point[i] - image[i]));
    }
    return result;
  }

  private static double[] moved(double[] image, double[] direction, double way) {
    double[] result = new double[image.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = clipped(image[i] + way * direction[i]);
    }
    return result;
  }

  private static double change(double[] image, double[] point, double[] normal) {
    double change = 0;
    for (int i = 0; i < image.length; i++) {
      change += normal[i] * (point[i] - image[i]);
    }
    return change;
  }

  private static double clipped(double value) {
    return Math.max(0, Math.min(1, value));
  }
}
