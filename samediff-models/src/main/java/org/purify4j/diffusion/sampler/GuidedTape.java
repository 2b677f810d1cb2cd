package org.purify4j.diffusion.sampler;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The tape of a {@link RecordingNetwork}. Through the guidance, the output also depends on the
 * image that is purified; the gradient with respect to it is accumulated by whoever created the
 * network.
 */
public interface GuidedTape {
  /** Returns the output of network and guidance. */
  GuidedOutput output();

  /**
   * Computes the vector-Jacobian product with respect to the noisy image, through network and
   * guidance.
   *
   * @param ofOutput dL/doutput, {@code [b, o, h, w]}, not modified
   * @param ofGuidance dL/dguidance, {@code [b, c, h, w]}, not modified; ignored if unguided
   * @param ofX array to which dL/dx is added, {@code [b, c, h, w]}
   */
  void pullback(INDArray ofOutput, INDArray ofGuidance, INDArray ofX);
}
