package org.purify4j.diagnose;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.gradient.ScaledGradient;

/**
 * Gradients on the host, one row for each image.
 *
 * @param rows {@code [n][c·h·w]}
 */
record GradientRows(double[][] rows) {
  /**
   * Copies gradients.
   *
   * @param gradient {@code [n, c, h, w]}
   * @throws ArithmeticException if a value is not finite
   */
  static GradientRows of(INDArray gradient) {
    GradientRows rows = unchecked(gradient);
    for (int i = 0; i < rows.size(); i++) {
      if (!rows.isFinite(i)) {
        throw new ArithmeticException(
            "gradient of image " + i + ": got values that are not finite");
      }
    }
    return rows;
  }

  /** Copies gradients that may not be finite. */
  static GradientRows unchecked(INDArray gradient) {
    int n = (int) gradient.size(0);
    double[] flat = gradient.dup('c').data().asDouble();
    int length = flat.length / n;
    return new GradientRows(
        IntStream.range(0, n)
            .mapToObj(i -> Arrays.copyOfRange(flat, i * length, (i + 1) * length))
            .toArray(double[][]::new));
  }

  /** The gradient of which these are the rows, at other scales; 0 stays 0. */
  static GradientRows of(ScaledGradient gradient, double[] logScales) {
    double[][] rows = of(gradient.rows()).rows();
    for (int i = 0; i < rows.length; i++) {
      double factor = Math.exp(gradient.logScales()[i] - logScales[i]);
      rows[i] = Arrays.stream(rows[i]).map(value -> value == 0 ? 0 : value * factor).toArray();
    }
    return new GradientRows(rows);
  }

  int size() {
    return rows.length;
  }

  boolean isFinite(int image) {
    return Arrays.stream(rows[image]).allMatch(Double::isFinite);
  }

  boolean isZero(int image) {
    return Arrays.stream(rows[image]).allMatch(value -> value == 0);
  }

  /** The cosine of the angle between two gradients of an image; 0 if one of them is 0. */
  double cosine(GradientRows other, int image) {
    double[] a = unit(rows[image]);
    double[] b = unit(other.rows[image]);
    return dot(a, b) / Math.max(Double.MIN_NORMAL, Math.sqrt(dot(a, a)) * Math.sqrt(dot(b, b)));
  }

  /** The length of the difference of two gradients of an image, as a share of the longer one. */
  double difference(GradientRows other, int image) {
    double[] a = rows[image];
    double[] b = other.rows[image];
    double largest = Math.max(largest(a), largest(b));
    if (largest == 0) {
      return 0;
    }
    double squares = 0;
    double ofA = 0;
    double ofB = 0;
    for (int j = 0; j < a.length; j++) {
      squares += Math.pow((a[j] - b[j]) / largest, 2);
      ofA += Math.pow(a[j] / largest, 2);
      ofB += Math.pow(b[j] / largest, 2);
    }
    return Math.sqrt(squares / Math.max(ofA, ofB));
  }

  /** The derivative of an image along a direction. */
  double along(double[] direction, int image) {
    return dot(rows[image], direction);
  }

  /** Divided by the largest component first, so that no square underflows. */
  private static double[] unit(double[] row) {
    double largest = largest(row);
    return largest == 0 ? row : Arrays.stream(row).map(value -> value / largest).toArray();
  }

  private static double largest(double[] row) {
    return Arrays.stream(row).map(Math::abs).max().orElse(0);
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int j = 0; j < a.length; j++) {
      sum += a[j] * b[j];
    }
    return sum;
  }
}
