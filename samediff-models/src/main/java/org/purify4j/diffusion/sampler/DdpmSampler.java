package org.purify4j.diffusion.sampler;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.catalogue.Kind;
import org.purify4j.diffusion.schedule.NoiseSchedule;

/**
 * The ancestral sampler of DDPM (Ho et al. 2020, algorithm 2), guided by shifting the mean
 * (Dhariwal and Nichol 2021, algorithm 1): x_{t−1} = c_1 x̂_0 + c_2 x_t − Σ·s·g + sqrt(Σ)·z, where
 * c_1 x̂_0 + c_2 x_t is the mean of the posterior q(x_{t−1} | x_t, x̂_0). No noise z is added at
 * step 0.
 */
public record DdpmSampler() implements OneCallSampler {
  /** The entry of this sampler in {@link Samplers}. */
  public static final Kind<Sampler> KIND =
      Kind.word(
          "ddpm",
          DdpmSampler.class,
          "ddpm",
          "ancestral sampling (Ho et al. 2020)",
          DdpmSampler::new);

  @Override
  public String text() {
    return KIND.name();
  }

  @Override
  public boolean addsNoise(ReverseStep step) {
    return step.index() > 0;
  }

  @Override
  public void step(ReverseStep step, SamplerState state, StepInputs inputs) {
    NoiseSchedule schedule = step.schedule();
    INDArray x = state.x();
    INDArray estimate = CleanEstimate.at(step).of(x, inputs.output());
    StepVariance variance = StepVariance.of(step, inputs.output(), x.size(1));
    x.muli(schedule.posteriorMeanCoef2(step.index()));
    x.addi(estimate.muli(schedule.posteriorMeanCoef1(step.index())));
    inputs.guidance().ifPresent(g -> x.subi(variance.timesVariance(g)));
    if (addsNoise(step)) {
      x.addi(variance.timesDeviation(inputs.requireNoise()));
    }
  }

  @Override
  public StepGradient pullback(
      ReverseStep step, INDArray x, StepInputs inputs, SamplerState gradient) {
    NoiseSchedule schedule = step.schedule();
    INDArray output = inputs.output();
    INDArray ofNext = gradient.x();
    INDArray ofEstimate = ofNext.mul(schedule.posteriorMeanCoef1(step.index()));
    CleanEstimate.Gradient estimate = CleanEstimate.at(step).pullback(x, output, ofEstimate);
    INDArray ofX = estimate.x().addi(ofNext.mul(schedule.posteriorMeanCoef2(step.index())));

    StepVariance variance = StepVariance.of(step, output, x.size(1));
    INDArray ofGuidance = variance.timesVariance(ofNext).negi();
    // x_{t−1} holds −Σ·G + exp(½ log Σ)·z
    INDArray ofLogVariance = ofNext.ulike().assign(0);
    inputs.guidance().ifPresent(g -> ofLogVariance.addi(ofGuidance.mul(g)));
    if (addsNoise(step)) {
      INDArray noise = variance.timesDeviation(inputs.requireNoise());
      ofLogVariance.addi(noise.muli(ofNext).muli(0.5));
    }
    variance.pullback(ofLogVariance, estimate.output());
    return new StepGradient(SamplerState.of(ofX), estimate.output(), ofGuidance);
  }
}
