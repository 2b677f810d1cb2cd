package org.purify4j.diffusion.sampler;

import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.array.StepScratch;

/**
 * A sampler that asks the network once a step, at x_t, as most do: it need only say what becomes of
 * the network's output, and is differentiated with the output held apart.
 */
public interface OneCallSampler extends Sampler {
  /**
   * Takes the step: replaces x_t by x_{t−1}.
   *
   * @param step which step
   * @param state what {@link #start} gave or the step before left, overwritten
   * @param inputs the network's output at x_t, the guidance and the noise
   */
  void step(ReverseStep step, SamplerState state, StepInputs inputs);

  /**
   * The vector-Jacobian product of {@link #step(ReverseStep, SamplerState, StepInputs)}, which is
   * linear in the estimate it looks back at.
   *
   * @param step which step
   * @param x x_t, not modified
   * @param inputs as they were given to the step
   * @param gradient with respect to the state that the step left, not modified
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
