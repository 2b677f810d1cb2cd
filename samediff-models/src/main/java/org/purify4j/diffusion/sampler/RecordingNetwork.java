package org.purify4j.diffusion.sampler;

import org.nd4j.linalg.api.ndarray.INDArray;

/** A guided network for the backward pass, which can also record its output for differentiation. */
public interface RecordingNetwork extends GuidedNetwork {
  /**
   * Evaluates network and guidance as {@link #at} does, and records them for the gradient. The next
   * recording overwrites the output of this one, but not its gradient: if the network's memory has
   * been reused, {@link GuidedTape#pullback} repeats the forward pass.
   *
   * @param x a noisy image, as for {@link #at}; must not change while the tape is in use
   * @param step as for {@link #at}
   */
  GuidedTape record(INDArray x, ReverseStep step);
}
