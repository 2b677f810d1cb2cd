package org.purify4j.diffusion.chain;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Checks the shapes of images, and remembers the last one that a network takes. */
final class ShapeCheck {
  private final Denoiser.ImageShapes shapes;
  private long[] taken = {};

  ShapeCheck(Denoiser.ImageShapes shapes) {
    this.shapes = shapes;
  }

  /**
   * Checks a batch.
   *
   * @throws IllegalArgumentException if it is no batch of images, or of a size that is not taken
   */
  void check(INDArray images) {
    if (images.rank() != 4 || images.isEmpty()) {
      throw new IllegalArgumentException(
          "images: got shape "
              + Arrays.toString(images.shape())
              + ", must be [n, c, h, w] with n at least 1");
    }
    long[] shape = {images.size(1), images.size(2), images.size(3)};
    if (!Arrays.equals(shape, taken)) {
      shapes.require(shape[0], shape[1], shape[2]);
      taken = shape;
    }
  }
}
