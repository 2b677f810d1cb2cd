package org.purify4j.diffusion.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Scale and shift of a normalised map, as a network derives them from the time.
 *
 * @param scale {@code [b, c]}, one plus the first half of the vector
 * @param shift {@code [b, c]}, the second half
 * @param update computes both
 */
record ScaleShift(INDArray scale, INDArray shift, Runnable update) {

  /** That of a vector {@code [b, 2c]}. */
  static ScaleShift of(KernelContext context, INDArray both) {
    int batch = (int) both.size(0);
    int channels = (int) both.size(1) / 2;
    INDArray scale = context.arena().acquire(batch, channels);
    INDArray shift = context.arena().acquire(batch, channels);
    INDArray one = context.arena().constant(Nd4j.ones(context.arena().type(), 1, 1));
    INDArray[] from = {both};
    return new ScaleShift(
        scale,
        shift,
        Sequence.of(
            context.op("slice", from, scale, 0, 0, batch, channels),
            context.op("slice", from, shift, 0, channels, batch, channels),
            context.pairwise("add", scale, one, scale)));
  }
}
