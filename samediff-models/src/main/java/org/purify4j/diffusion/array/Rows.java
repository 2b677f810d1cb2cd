package org.purify4j.diffusion.array;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Rows of a batch as views. ND4J's own {@code get(NDArrayIndex.interval(…))} gives an empty array
 * where the batch is itself a view that does not start at its buffer's beginning and the interval
 * lies far enough behind.
 */
public final class Rows {
  private Rows() {}

  /**
   * A view of rows {@code from} (inclusive) to {@code to} (exclusive).
   *
   * @param batch of any shape, order and offset
   */
  public static INDArray of(INDArray batch, long from, long to) {
    if (from < 0 || from >= to || to > batch.size(0)) {
      throw new IllegalArgumentException(
          "rows: got " + from + " to " + to + ", must lie within 0 to " + batch.size(0));
    }
    long[] shape = batch.shape().clone();
    shape[0] = to - from;
    long offset = batch.offset() + from * batch.stride(0);
    return Nd4j.create(batch.data(), shape, batch.stride(), offset, batch.ordering());
  }
}
