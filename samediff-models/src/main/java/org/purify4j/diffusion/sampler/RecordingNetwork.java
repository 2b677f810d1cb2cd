package org.purify4j.diffusion.sampler;

import org.nd4j.linalg.api.ndarray.INDArray;

/** A guided network on the way back, where what it says is differentiated. */
public interface RecordingNetwork extends GuidedNetwork {
  /**
   * The same as {@link #at}, recorded for its gradient. The output of one recording is overwritten
   * by the next, the gradient is not: where the network's memory has been used again, {@link
   * GuidedTape#pullback} repeats the forward pass.
   *
   * @param x must stay as it is while the tape is in use
   * @param step as for {@link #at}
   */
  GuidedTape record(INDArray x, ReverseStep step);
}
