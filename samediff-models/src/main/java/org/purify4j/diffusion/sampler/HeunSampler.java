package org.purify4j.diffusion.sampler;

import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.catalogue.Kind;

/**
 * Heun's second-order method for the probability flow ODE, the deterministic sampler of EDM (Karras
 * et al. 2022, algorithm 1). A trial Euler step is followed by the actual step, with the mean of
 * the slopes at both ends of the trial; this takes two network calls. Step 0 is a plain Euler step.
 *
 * <p>With z = x/sqrt(ᾱ) and σ = sqrt(1/ᾱ − 1), the slope is d = (z − x̂_0)/σ. For r = σ_{t−1}/σ_t,
 * x̂_0 the estimate at x_t and x̂_0′ that at the end of the Euler step, the mean of the slopes
 * gives
 *
 * <pre>
 * x_{t−1} = sqrt(ᾱ_{t−1}) (r x_t/sqrt(ᾱ_t) + (1 − r) ((1 − 1/(2r)) x̂_0 + 1/(2r) x̂_0′))
 * </pre>
 *
 * <p>so that the weights are those of DDIM without noise, which is also the Euler step. Guided as
 * {@link DdimSampler} is, at both ends.
 */
public record HeunSampler() implements Sampler {
  /** The entry of this sampler in {@link Samplers}. */
  public static final Kind<Sampler> KIND =
      Kind.word(
          "heun",
          HeunSampler.class,
          "heun",
          "Heun's method of second order (Karras et al. 2022), two calls a step",
          HeunSampler::new);

  @Override
  public String text() {
    return KIND.name();
  }

  @Override
  public boolean addsNoise(ReverseStep step) {
    return false;
  }

  @Override
  public int callsPerStep() {
    return 2;
  }

  @Override
  public void step(
      ReverseStep step, SamplerState state, GuidedNetwork network, Optional<INDArray> noise) {
    DdimWeights weights = DdimWeights.of(step, 0);
    INDArray x = state.x();
    INDArray estimate = estimate(step, x, network.at(x, step));
    if (step.index() > 0) {
      INDArray end = euler(weights, x, estimate);
      double share = shareOfEnd(step);
      INDArray atEnd = estimate(step.next(), end, network.at(end, step.next()));
      estimate.muli(1 - share).addi(atEnd.muli(share));
      end.close();
      atEnd.close();
    }
    x.muli(weights.x()).addi(estimate.muli(weights.estimate()));
    estimate.close();
  }

  @Override
  public SamplerState pullback(
      ReverseStep step,
      INDArray x,
      RecordingNetwork network,
      Optional<INDArray> noise,
      SamplerState gradient) {
    DdimWeights weights = DdimWeights.of(step, 0);
    GuidedTape tape = network.record(x, step);
    INDArray ofX = gradient.x().mul(weights.x());
    INDArray ofEstimate = gradient.x().mul(weights.estimate());
    if (step.index() == 0) {
      return SamplerState.of(ofX.addi(pullback(step, x, tape.output(), tape, ofEstimate)));
    }
    // the second recording overwrites the output of the first
    GuidedOutput first = new GuidedOutput(tape.output().output().dup(), tape.output().guidance());
    INDArray end = euler(weights, x, estimate(step, x, first));
    double share = shareOfEnd(step);
    GuidedTape tapeAtEnd = network.record(end, step.next());
    INDArray ofEnd =
        pullback(step.next(), end, tapeAtEnd.output(), tapeAtEnd, ofEstimate.mul(share));
    ofX.addi(ofEnd.mul(weights.x()));
    ofEstimate.muli(1 - share).addi(ofEnd.muli(weights.estimate()));
    return SamplerState.of(ofX.addi(pullback(step, x, first, tape, ofEstimate)));
  }

  /** Computes x_{t−1} of the Euler step. */
  private static INDArray euler(DdimWeights weights, INDArray x, INDArray estimate) {
    return x.mul(weights.x()).addi(estimate.mul(weights.estimate()));
  }

  /** The weight 1/(2r) of x̂_0′. */
  private static double shareOfEnd(ReverseStep step) {
    int t = step.index();
    return step.schedule().sigma(t) / (2 * step.schedule().sigma(t - 1));
  }

  private static INDArray estimate(ReverseStep step, INDArray x, GuidedOutput output) {
    return GuidedEstimate.at(step).of(x, StepInputs.of(output, Optional.empty()));
  }

  /**
   * Computes the gradient with respect to x of a loss of the guided estimate at x, through the
   * network.
   */
  private static INDArray pullback(
      ReverseStep step, INDArray x, GuidedOutput output, GuidedTape tape, INDArray ofEstimate) {
    StepInputs inputs = StepInputs.of(output, Optional.empty());
    StepGradient found = GuidedEstimate.at(step).pullback(x, inputs, ofEstimate);
    tape.pullback(found.output(), found.guidance(), found.state().x());
    return found.state().x();
  }
}
