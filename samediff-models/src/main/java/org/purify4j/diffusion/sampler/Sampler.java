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
  @JsonSubTypes.Type(value = DdimSampler.class, name = "ddim"),
  @JsonSubTypes.Type(value = DpmSolverPlusPlusSampler.class, name = "dpm++")
})
public sealed interface Sampler permits DdpmSampler, DdimSampler, DpmSolverPlusPlusSampler {
  /** Whether a step adds noise: never the one at 0. */
  boolean addsNoise(ReverseStep step);

  /**
   * What a round starts from: with a place for an estimate if later steps look back at it.
   *
   * @param x x_t at the start, held by the state and not copied
   */
  default SamplerState start(INDArray x) {
    return SamplerState.of(x);
  }

  /**
   * Takes the step: replaces x_t by x_{t−1}.
   *
   * @param step which step
   * @param state what {@link #start} gave or the step before left, overwritten
   * @param inputs the network's output, the guidance and the noise; the noise is looked at only if
   *     the step adds it
   */
  void step(ReverseStep step, SamplerState state, StepInputs inputs);

  /**
   * The vector-Jacobian product of {@link #step}, which is linear in the estimate it looks back at.
   *
   * @param step which step
   * @param x x_t, not modified
   * @param inputs as they were given to the step
   * @param gradient with respect to the state that the step left, not modified
   */
  StepGradient pullback(ReverseStep step, INDArray x, StepInputs inputs, SamplerState gradient);
}
