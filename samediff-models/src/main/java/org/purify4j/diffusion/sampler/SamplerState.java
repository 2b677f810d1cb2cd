package org.purify4j.diffusion.sampler;

import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The state that a sampler carries from one step to the next, or the gradient with respect to it.
 *
 * @param x x_t, {@code [b, c, h, w]}
 * @param estimate the clean image that the previous step used, {@code [b, c, h, w]}; empty for a
 *     sampler that does not use it. In a gradient, empty if it is zero
 */
public record SamplerState(INDArray x, Optional<INDArray> estimate) {
  /** Creates the state of a sampler that uses no previous estimate. */
  public static SamplerState of(INDArray x) {
    return new SamplerState(x, Optional.empty());
  }
}
