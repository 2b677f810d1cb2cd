package org.purify4j.diffusion.chain;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.purify4j.diffusion.array.Rows;

/**
 * Converts between any number of images in [0, 1] and the fixed batch x = 2·image − 1 of a
 * diffusion network.
 *
 * @param batchSize b
 * @param dataType of x
 */
record PixelUnits(int batchSize, DataType dataType) {
  /**
   * Converts images to x, padded to the batch size with grey images; the images are not modified.
   */
  INDArray padded(INDArray images) {
    INDArray x = Nd4j.zeros(dataType, batchShape(images));
    Rows.of(x, 0, images.size(0)).assign(images).muli(2).subi(1);
    return x;
  }

  /** Converts all b rows of x to images, clipped to [0, 1]; x is finite and not modified. */
  static INDArray pixels(INDArray x) {
    INDArray images = x.add(1).muli(0.5);
    Transforms.max(images, 0.0, false);
    return Transforms.min(images, 1.0, false);
  }

  /**
   * The vector-Jacobian product of {@link #pixels}.
   *
   * @param ofImages dL/dimages, for the first images of the batch
   * @return dL/dx
   */
  INDArray ofX(INDArray x, INDArray ofImages) {
    INDArray ofX = Nd4j.zeros(dataType, x.shape());
    Rows.of(ofX, 0, ofImages.size(0)).assign(ofImages);
    // image = (x + 1)/2, clipped: the derivative is 1/2 inside, 0 outside
    INDArray inside = Transforms.abs(x, true).lte(1.0);
    return ofX.muli(inside.castTo(dataType)).muli(0.5);
  }

  /**
   * The vector-Jacobian product of {@link #padded}.
   *
   * @param ofX dL/dx, overwritten
   * @param images number of images in the batch, the rest being padding
   */
  static INDArray ofImages(INDArray ofX, long images) {
    return Rows.of(ofX.muli(2), 0, images).dup('c');
  }

  private long[] batchShape(INDArray images) {
    long[] shape = images.shape().clone();
    shape[0] = batchSize;
    return shape;
  }
}
