package org.purify4j.diffusion.gradient;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * A direction in which the images of a batch change, taken apart into a unit direction and a length
 * for each image: derivatives along it then have the size of derivatives along a unit direction,
 * however long or short it is.
 */
public final class Direction {
  /** Avoids a division by 0 for an image of zeros. */
  private static final double SMALLEST = 1e-30;

  private final INDArray unit;
  private final INDArray length;

  /**
   * Takes a direction apart.
   *
   * @param direction {@code [b, c, h, w]}, not modified; an image of zeros has a unit direction of
   *     zeros
   */
  public Direction(INDArray direction) {
    long[] shape = direction.shape();
    double pixels = direction.length() / (double) shape[0];
    // scaled by the largest element first: squares of a small gradient underflow
    INDArray largest = direction.amax(1, 2, 3).reshape(shape[0], 1);
    Transforms.max(largest, SMALLEST, false);
    INDArray scaled = direction.reshape(shape[0], -1).div(largest);
    INDArray rms = Transforms.sqrt(scaled.mul(scaled).sum(true, 1).divi(pixels));
    Transforms.max(rms, SMALLEST, false);
    this.unit = scaled.divi(rms).reshape(shape);
    this.length = Transforms.max(rms.muli(largest), SMALLEST, false);
  }

  /** Returns the direction whose pixels have a root mean square of 1, not to be modified. */
  public INDArray unit() {
    return unit;
  }

  /**
   * Multiplies the rows of a derivative along the unit direction by the lengths, which makes it
   * that along the direction.
   *
   * @param derivative {@code [b, ...]}, modified
   * @return the same array
   */
  public INDArray timesLength(INDArray derivative) {
    return derivative.muli(lengths(derivative));
  }

  /**
   * Divides the rows of a derivative along the direction by the lengths, which makes it that along
   * the unit direction.
   *
   * @param derivative {@code [b, ...]}, modified
   * @return the same array
   */
  public INDArray overLength(INDArray derivative) {
    return derivative.divi(lengths(derivative));
  }

  private INDArray lengths(INDArray like) {
    long[] shape = new long[like.rank()];
    Arrays.fill(shape, 1);
    shape[0] = like.size(0);
    return length.castTo(like.dataType()).reshape(shape);
  }
}
