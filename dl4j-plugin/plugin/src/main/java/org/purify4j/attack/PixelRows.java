package org.purify4j.attack;

import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Images as rows of numbers on the host, one row an image, on which attacks reckon in double
 * precision.
 *
 * @param type of the images
 * @param shape of one image, {@code [c, h, w]}
 */
record PixelRows(DataType type, long[] shape) {
  static PixelRows of(INDArray images) {
    long[] all = images.shape();
    return new PixelRows(images.dataType(), Arrays.copyOfRange(all, 1, all.length));
  }

  /** The images as rows, in c, h, w order. */
  static double[][] read(INDArray images) {
    int n = (int) images.size(0);
    double[] flat = images.dup('c').data().asDouble();
    int length = flat.length / n;
    double[][] rows = new double[n][];
    Arrays.setAll(rows, i -> Arrays.copyOfRange(flat, i * length, (i + 1) * length));
    return rows;
  }

  /** The rows as images {@code [n, c, h, w]} of the type. */
  INDArray images(double[][] rows) {
    long[] all = new long[shape.length + 1];
    all[0] = rows.length;
    System.arraycopy(shape, 0, all, 1, shape.length);
    if (type == DataType.DOUBLE) {
      return Nd4j.createFromArray(rows).reshape(all);
    }
    float[] flat = new float[rows.length * rows[0].length];
    int at = 0;
    for (double[] row : rows) {
      for (double value : row) {
        flat[at++] = (float) value;
      }
    }
    return Nd4j.createFromArray(flat).reshape(all).castTo(type);
  }

  /**
   * Replaces numbers by those that an image holds: in [0, 1], and rounded to the type in the
   * direction of the original, so that no perturbation grows.
   *
   * @param point of one image, changed
   * @param original the image's own pixels
   */
  void settle(double[] point, double[] original) {
    for (int i = 0; i < point.length; i++) {
      double value = Math.max(0, Math.min(1, point[i]));
      point[i] = type == DataType.DOUBLE ? value : towards(value, original[i]);
    }
  }

  private static double towards(double value, double original) {
    float rounded = (float) value;
    boolean further = value > original ? rounded > value : rounded < value;
    return further ? Math.nextAfter(rounded, original) : rounded;
  }
}
