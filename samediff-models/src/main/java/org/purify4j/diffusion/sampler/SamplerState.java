package org.purify4j.diffusion.sampler;

import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a sampler carries from one step to the next, or the gradient with respect to it.
 *
 * @param x x_t, {@code [b, c, h, w]}
 * @param estimate the clean image that the step before was made with, {@code [b, c, h, w]}; empty
 *     for a sampler that does not look back. In a gradient, empty if nothing flows to it
 */
public record SamplerState(INDArray x, Optional<INDArray> estimate) {
  /** An image alone. */
  public static SamplerState of(INDArray x) {
    return new SamplerState(x, Optional.empty());
  }
}
