package org.purify4j.diagnose;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Central differences of a function along some directions, at several steps: as the step grows
 * rounding errors fall and curvature counts more, and where two steps agree neither does.
 *
 * @param byStep for each step, for each direction, one derivative for each image
 */
record Differences(List<double[][]> byStep) {
  /** Steps in pixel units; not simple parts of 1/255, which would hide rounding to 8 bits. */
  static final double[] STEPS = {7e-4, 1.4e-3, 2.8e-3};

  /** A step that is hardly more than the spacing of float32 numbers. */
  private static final double ALMOST_EQUAL = 1e-6;

  /**
   * Takes the differences.
   *
   * @param images {@code [n, c, h, w]}, the largest step from 0 and 1
   * @param directions of components −1 and 1
   * @param function one number for each image
   */
  static Differences of(
      INDArray images, List<RandomDirections> directions, Function<INDArray, double[]> function) {
    List<double[][]> byStep = new ArrayList<>();
    for (double step : STEPS) {
      double[][] ofStep = new double[directions.size()][];
      for (int k = 0; k < ofStep.length; k++) {
        INDArray change = directions.get(k).like(images).muli(step);
        double[] ahead = function.apply(images.add(change));
        double[] behind = function.apply(images.sub(change));
        ofStep[k] = new double[ahead.length];
        for (int i = 0; i < ahead.length; i++) {
          ofStep[k][i] = (ahead[i] - behind[i]) / (2 * step);
        }
      }
      byStep.add(ofStep);
    }
    return new Differences(byStep);
  }

  /**
   * How far rounding errors alone change the differences at the smallest step, as a share of their
   * size: what is left of the change between two images that are nearly equal.
   *
   * @param images as in {@link #of(INDArray, List, Function)}
   * @param first the first of the directions
   * @param function as there
   * @return median over the images
   */
  double rounding(INDArray images, RandomDirections first, Function<INDArray, double[]> function) {
    INDArray change = first.like(images).muli(ALMOST_EQUAL);
    double[] ahead = function.apply(images.add(change));
    double[] behind = function.apply(images.sub(change));
    double[] shares = new double[ahead.length];
    for (int i = 0; i < shares.length; i++) {
      double[] values = of(i).values();
      double rest = Math.abs(ahead[i] - behind[i] - 2 * ALMOST_EQUAL * values[0]);
      double usual = 2 * STEPS[0] * length(values) / Math.sqrt(values.length);
      shares[i] = usual == 0 ? 0 : Math.min(1, rest / usual);
    }
    return Figures.median(shares);
  }

  /**
   * The derivatives of an image, at the step that agrees best with the next one.
   *
   * @param values one for each direction
   * @param doubt the length of the difference from the next step, as a share of the longer of the
   *     two; 0 where both are 0
   */
  record Derivatives(double[] values, double doubt) {
    boolean isZero() {
      return length(values) == 0;
    }

    /**
     * The length of the difference from derivatives found otherwise, as a share of the longer ones.
     */
    double distance(double[] other) {
      return relative(values, other);
    }
  }

  Derivatives of(int image) {
    Derivatives best = new Derivatives(row(0, image), Double.POSITIVE_INFINITY);
    for (int step = 0; step + 1 < byStep.size(); step++) {
      double[] values = row(step, image);
      double doubt = relative(values, row(step + 1, image));
      if (doubt < best.doubt()) {
        best = new Derivatives(values, doubt);
      }
    }
    return best;
  }

  private double[] row(int step, int image) {
    double[][] ofStep = byStep.get(step);
    double[] row = new double[ofStep.length];
    for (int k = 0; k < row.length; k++) {
      row[k] = ofStep[k][image];
    }
    return row;
  }

  private static double relative(double[] a, double[] b) {
    double[] difference = new double[a.length];
    for (int k = 0; k < a.length; k++) {
      difference[k] = a[k] - b[k];
    }
    double longer = Math.max(length(a), length(b));
    return longer == 0 ? 0 : length(difference) / longer;
  }

  private static double length(double[] values) {
    double squares = 0;
    for (double value : values) {
      squares += value * value;
    }
    return Math.sqrt(squares);
  }
}
