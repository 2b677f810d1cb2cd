package org.purify4j.diffusion.sampler;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.annotation.JsonTypeIdResolver;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.catalogue.Textual;

/**
 * One step of the reverse diffusion, and its exact derivative. Immutable; images are in [−1, 1],
 * {@code [b, c, h, w]}. {@link Samplers} lists them all.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.CUSTOM, property = "kind")
@JsonTypeIdResolver(Samplers.Names.class)
public interface Sampler extends Textual {
  /**
   * Reads a text form, such as {@code ddim:0.5}.
   *
   * @throws IllegalArgumentException for any other text; the message says which there are
   */
  static Sampler parse(String text) {
    return Samplers.ALL.parse(text);
  }

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
