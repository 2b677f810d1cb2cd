package org.purify4j.diffusion.sampler;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.annotation.JsonTypeIdResolver;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.catalogue.Textual;

/**
 * One step of the reverse diffusion, and its exact derivative. Immutable; images are in [−1, 1],
 * {@code [b, c, h, w]}. {@link Samplers} lists them all.
 *
 * <p>A sampler may ask the network as often as it likes; one that asks once a step is a {@link
 * OneCallSampler}. Not sealed, since a sampler needs nothing but this interface, and another one
 * may be written and tried in a chain anywhere; settings can be read and written as JSON for those
 * alone that {@link Samplers} lists.
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
   * @param network gives output and guidance, at x_t and wherever else the step looks
   * @param noise N(0, 1) numbers, {@code [b, c, h, w]}, not modified and used again by the next
   *     step; may be empty where the step adds none
   */
  void step(ReverseStep step, SamplerState state, GuidedNetwork network, Optional<INDArray> noise);

  /**
   * The vector-Jacobian product of {@link #step}, which is linear in the estimate it looks back at,
   * network and guidance included.
   *
   * @param step which step
   * @param x x_t, not modified
   * @param network the network of the step, to be recorded
   * @param noise as it was given to the step
   * @param gradient with respect to the state that the step left, not modified
   * @return with respect to the state before the step, freshly allocated
   */
  SamplerState pullback(
      ReverseStep step,
      INDArray x,
      RecordingNetwork network,
      Optional<INDArray> noise,
      SamplerState gradient);
}
