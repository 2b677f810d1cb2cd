package org.purify4j.diffusion.sampler;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One step of the reverse diffusion, and its exact derivative. Immutable; images are in [−1, 1],
 * {@code [b, c, h, w]}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = DdpmSampler.class, name = "ddpm"),
  @JsonSubTypes.Type(value = DdimSampler.class, name = "ddim")
})
public sealed interface Sampler permits DdpmSampler, DdimSampler {
  /** Whether a step adds noise: never the one at 0. */
  boolean addsNoise(ReverseStep step);

  /**
   * Takes the step: replaces x_t by x_{t−1}.
   *
   * @param step which step
   * @param x x_t, overwritten by x_{t−1}
   * @param inputs the network's output, the guidance and the noise; the noise is looked at only if
   *     the step adds it
   */
  void step(ReverseStep step, INDArray x, StepInputs inputs);

  /**
   * The vector-Jacobian product of {@link #step}.
   *
   * @param step which step
   * @param x x_t, not modified
   * @param inputs as they were given to the step
   * @param gradient dL/dx_{t−1}, not modified
   */
  StepGradient pullback(ReverseStep step, INDArray x, StepInputs inputs, INDArray gradient);
}
