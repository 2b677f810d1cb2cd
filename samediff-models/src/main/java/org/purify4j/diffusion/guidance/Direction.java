package org.purify4j.diffusion.guidance;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Computes derivatives along a direction by central differences. Each image of a batch has a step
 * size of its own, such that the root-mean-square change of a pixel is the same however long the
 * direction is.
 */
final class Direction {
  /**
   * Root-mean-square change of a pixel, in [−1, 1] units: a balance of rounding error and
   * curvature.
   */
  private static final double SINGLE_PRECISION_CHANGE = 8e-3;

  private static final double DOUBLE_PRECISION_CHANGE = 1e-5;

  /** Avoids a division by 0 for an image of zeros. */
  private static final double SMALLEST = 1e-30;

  private final INDArray change;
  private final INDArray perDifference;

  /**
   * Prepares differences along a direction.
   *
   * @param direction {@code [b, c, h, w]}, not modified; an image of zeros has derivative 0
   */
  Direction(INDArray direction) {
    long[] shape = direction.shape();
    double wanted =
        direction.dataType() == DataType.DOUBLE ? DOUBLE_PRECISION_CHANGE : SINGLE_PRECISION_CHANGE;
    double pixels = direction.length() / (double) shape[0];
    // scaled by the largest element first: squares of a small gradient underflow
    INDArray largest = direction.amax(1, 2, 3).reshape(shape[0], 1);
    Transforms.max(largest, SMALLEST, false);
    INDArray unit = direction.reshape(shape[0], -1).div(largest);
    INDArray rms = Transforms.sqrt(unit.mul(unit).sum(true, 1).divi(pixels));
    Transforms.max(rms, SMALLEST, false);
    this.change = unit.divi(rms).muli(wanted).reshape(shape);
    this.perDifference = rms.muli(largest).divi(2 * wanted).reshape(shape[0], 1);
  }

  INDArray ahead(INDArray x) {
    return x.add(change);
  }

  INDArray behind(INDArray x) {
    return x.sub(change);
  }

  /**
   * Computes the derivative of a function along the direction.
   *
   * @param ahead its value at {@link #ahead}, {@code [b, ...]}, not modified
   * @param behind its value at {@link #behind}, not modified
   * @return of the same shape, freshly allocated
   */
  INDArray derivative(INDArray ahead, INDArray behind) {
    long[] shape = ahead.shape();
    INDArray difference = ahead.sub(behind).reshape(shape[0], -1);
    return difference.muli(perDifference.castTo(difference.dataType())).reshape(shape);
  }
}
