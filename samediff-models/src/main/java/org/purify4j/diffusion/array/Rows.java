package org.purify4j.diffusion.array;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Views of consecutive rows of a batch. Use it in place of ND4J's {@code
 * get(NDArrayIndex.interval(…))}, which returns an empty array if the batch is itself a view that
 * starts inside its buffer and the interval lies far enough into it.
 */
public final class Rows {
  private Rows() {}

  /**
   * Returns a view of rows {@code from} (inclusive) to {@code to} (exclusive).
   *
   * @param batch an array of any shape, order and offset; the view shares its buffer
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
