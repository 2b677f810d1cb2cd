package org.purify4j.diffusion.sampler;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a {@link RecordingNetwork} recorded. Beside x it depends on the image that is purified,
 * through the guidance; what flows there is collected by whoever made the network.
 */
public interface GuidedTape {
  /** What the network says. */
  GuidedOutput output();

  /**
   * The vector-Jacobian product with respect to the noisy image, network and guidance together.
   *
   * @param ofOutput dL/doutput, {@code [b, o, h, w]}, not modified
   * @param ofGuidance dL/dguidance, {@code [b, c, h, w]}, not modified; not looked at if unguided
   * @param ofX where dL/dx is added, {@code [b, c, h, w]}
   */
  void pullback(INDArray ofOutput, INDArray ofGuidance, INDArray ofX);
}
