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
 * <p>A sampler may call the network any number of times a step; one that calls it once is a {@link
 * OneCallSampler}. The interface is not sealed: a chain accepts any implementation, but only those
 * that {@link Samplers} lists can be read from and written to JSON.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.CUSTOM, property = "kind")
@JsonTypeIdResolver(Samplers.Names.class)
public interface Sampler extends Textual {
  /**
   * Parses a text form, such as {@code ddim:0.5}.
   *
   * @throws IllegalArgumentException for any other text; the message lists the valid forms
   */
  static Sampler parse(String text) {
    return Samplers.ALL.parse(text);
  }

  /** Whether a step adds noise; step 0 never does. */
  boolean addsNoise(ReverseStep step);

  /** How often a step calls the network, at most. */
  default int callsPerStep() {
    return 1;
  }

  /**
   * Creates the state at the start of a round, with room for an estimate if later steps use the
   * previous one.
   *
   * @param x x_t at the start, held by the state and not copied
   */
  default SamplerState start(INDArray x) {
    return SamplerState.of(x);
  }

  /**
   * Takes one step: replaces x_t by x_{t−1}.
   *
   * @param step the step
   * @param state the state from {@link #start} or from the previous step; overwritten
   * @param network evaluates network and guidance, at x_t and wherever else the step needs them
   * @param noise N(0, 1) numbers, {@code [b, c, h, w]}, not modified; the array is reused by the
   *     next step. May be empty if the step adds no noise
   */
  void step(ReverseStep step, SamplerState state, GuidedNetwork network, Optional<INDArray> noise);

  /**
   * Computes the vector-Jacobian product of {@link #step}, through network and guidance. The step
   * must be linear in the previous estimate of the state, which is therefore not needed here.
   *
   * @param step the step
   * @param x x_t, not modified
   * @param network the network of the step, which can record
   * @param noise that of the step
   * @param gradient with respect to the state after the step, not modified
   * @return the gradient with respect to the state before the step, freshly allocated
   */
  SamplerState pullback(
      ReverseStep step,
      INDArray x,
      RecordingNetwork network,
      Optional<INDArray> noise,
      SamplerState gradient);
}
