package org.purify4j.diffusion.sampler;

import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.array.StepScratch;

/**
 * A sampler that calls the network once a step, at x_t, as most do. It only has to define the step
 * as a function of the network's output, and its derivative with respect to that output and to x_t.
 */
public interface OneCallSampler extends Sampler {
  /**
   * Takes one step: replaces x_t by x_{t−1}.
   *
   * @param step the step
   * @param state the state from {@link #start} or from the previous step; overwritten
   * @param inputs the network's output at x_t, the guidance and the noise
   */
  void step(ReverseStep step, SamplerState state, StepInputs inputs);

  /**
   * Computes the vector-Jacobian product of {@link #step(ReverseStep, SamplerState, StepInputs)}.
   * The step must be linear in the previous estimate of the state, which is therefore not needed
   * here.
   *
   * @param step the step
   * @param x x_t, not modified
   * @param inputs those of the step
   * @param gradient with respect to the state after the step, not modified
   */
  StepGradient pullback(ReverseStep step, INDArray x, StepInputs inputs, SamplerState gradient);

  @Override
  default void step(
      ReverseStep step, SamplerState state, GuidedNetwork network, Optional<INDArray> noise) {
    StepInputs inputs = StepInputs.of(network.at(state.x(), step), noise);
    StepScratch.run(() -> step(step, state, inputs));
  }

  @Override
  default SamplerState pullback(
      ReverseStep step,
      INDArray x,
      RecordingNetwork network,
      Optional<INDArray> noise,
      SamplerState gradient) {
    GuidedTape tape = network.record(x, step);
    StepGradient found = pullback(step, x, StepInputs.of(tape.output(), noise), gradient);
    tape.pullback(found.output(), found.guidance(), found.state().x());
    return found.state();
  }
}
