package org.purify4j.diffusion.engine.nd4j;

import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A map with rows and columns of zeros around it. */
final class Padding {
  private Padding() {}

  /**
   * Takes an array from the arena and binds the copy into it.
   *
   * @param map {@code [b, c, h, w]}
   * @param before rows and columns of zeros before the first
   * @param after rows and columns of zeros after the last
   * @return the padded array and the copy; the caller releases the array
   */
  static Padded of(KernelContext context, INDArray map, int before, int after) {
    long[] shape = map.shape();
    shape = Arrays.copyOf(shape, shape.length);
    shape[2] += before + after;
    shape[3] += before + after;
    INDArray padded = context.arena().acquire(shape);
    int[][] zeros = {{0, 0}, {0, 0}, {before, after}, {before, after}};
    INDArray widths = context.integers(Nd4j.createFromArray(zeros).castTo(DataType.INT32));
    int constantMode = 0;
    return new Padded(
        padded, context.op("pad", new INDArray[] {map, widths}, padded, constantMode));
  }

  /**
   * A padded map.
   *
   * @param array what the copy fills
   * @param copy fills it
   */
  record Padded(INDArray array, Runnable copy) {}
}
