package org.purify4j.diffusion.noise;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Fills batches of a fixed shape with a source's noise, image by image in a host buffer that is
 * copied to the batch at once. Not thread-safe.
 */
public final class BatchNoise {
  private final NoiseSource source;
  private final float[] image;
  private final float[] batch;
  private final long[] shape;

  /**
   * Prepares the buffers for batches of one shape.
   *
   * @param source where the numbers come from
   * @param shape {@code [b, c, h, w]}
   */
  public BatchNoise(NoiseSource source, long... shape) {
    if (shape.length != 4) {
      throw new IllegalArgumentException(
          "shape: got " + shape.length + " dimensions, must be 4 (batch, channels, height, width)");
    }
    this.source = source;
    this.shape = shape.clone();
    this.image = new float[Math.toIntExact(shape[1] * shape[2] * shape[3])];
    this.batch = new float[Math.toIntExact(shape[0] * image.length)];
  }

  /**
   * Overwrites {@code out} with the noise of a draw.
   *
   * @param draw at most b images; rows beyond them become 0
   * @param round number of the round within the purification
   * @param step identifies the noise within that round
   * @param out {@code [b, c, h, w]}, of any floating-point type; overwritten
   */
  public void fill(Draw draw, int round, NoiseSource.Step step, INDArray out) {
    long[] ids = draw.imageIds();
    if (ids.length > shape[0]) {
      throw new IllegalArgumentException(
          "draw: got " + ids.length + " images, must be at most " + shape[0]);
    }
    for (int i = 0; i < ids.length; i++) {
      source.fill(ids[i], draw.indices()[i], round, step, image);
      System.arraycopy(image, 0, batch, i * image.length, image.length);
    }
    Arrays.fill(batch, ids.length * image.length, batch.length, 0f);
    INDArray values = Nd4j.createFromArray(batch);
    out.assign(values.reshape(shape));
    if (values.closeable()) {
      values.close();
    }
  }
}
