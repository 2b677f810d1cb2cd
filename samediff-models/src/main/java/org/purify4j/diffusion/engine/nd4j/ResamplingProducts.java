package org.purify4j.diffusion.engine.nd4j;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.engine.nd4j.NativeOp.Transposed;

/**
 * Twofold changes of resolution as one matrix product. A pair of fine rows lies in memory as 4w
 * numbers, the coarse row it belongs to as w; so a constant {@code [w, 4w]} matrix takes all rows
 * of a batch at once from coarse to fine, and its transpose from fine to coarse. Strided copies are
 * far slower in ND4J.
 */
final class ResamplingProducts {
  private ResamplingProducts() {}

  /** Each coarse pixel to its four fine ones. */
  static NativeOp enlarge(KernelContext context, INDArray coarse, INDArray fine) {
    return toFine(context, coarse, fine, matrix(coarse.size(3), 1, 4));
  }

  /** Each coarse pixel to the first of its four fine ones, zero to the others. */
  static NativeOp spread(KernelContext context, INDArray coarse, INDArray fine) {
    return toFine(context, coarse, fine, matrix(coarse.size(3), 1, 1));
  }

  /** A quarter of each coarse pixel to its four fine ones. */
  static NativeOp enlargeQuarter(KernelContext context, INDArray coarse, INDArray fine) {
    return toFine(context, coarse, fine, matrix(coarse.size(3), 0.25, 4));
  }

  /** The sum of four fine pixels. */
  static NativeOp sum(KernelContext context, INDArray fine, INDArray coarse) {
    return toCoarse(context, fine, coarse, matrix(coarse.size(3), 1, 4));
  }

  /** The mean of four fine pixels. */
  static NativeOp mean(KernelContext context, INDArray fine, INDArray coarse) {
    return toCoarse(context, fine, coarse, matrix(coarse.size(3), 0.25, 4));
  }

  private static NativeOp toFine(
      KernelContext context, INDArray coarse, INDArray fine, INDArray matrix) {
    long width = coarse.size(3);
    return context.matmul(
        coarse.reshape('c', -1, width),
        Transposed.NO,
        context.arena().constant(matrix),
        Transposed.NO,
        fine.reshape('c', -1, 4 * width));
  }

  private static NativeOp toCoarse(
      KernelContext context, INDArray fine, INDArray coarse, INDArray matrix) {
    long width = coarse.size(3);
    return context.matmul(
        fine.reshape('c', -1, 4 * width),
        Transposed.NO,
        context.arena().constant(matrix.transpose().dup('c')),
        Transposed.NO,
        coarse.reshape('c', -1, width));
  }

  /**
   * {@code [w, 4w]}: row j has {@code value} at the first {@code places} of the four fine pixels of
   * column j.
   */
  private static INDArray matrix(long width, double value, int places) {
    int w = Math.toIntExact(width);
    double[][] rows = new double[w][4 * w];
    for (int j = 0; j < w; j++) {
      int[] fine = {2 * j, 2 * j + 1, 2 * w + 2 * j, 2 * w + 2 * j + 1};
      for (int place = 0; place < places; place++) {
        rows[j][fine[place]] = value;
      }
    }
    return Nd4j.createFromArray(rows).castTo(DataType.DOUBLE);
  }
}
