package org.purify4j.diffusion.sampler;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.schedule.NoiseSchedule;

/**
 * The implicit sampler (Song et al. 2021, DDIM, eq. 12 and 16): x_{t−1} = sqrt(ᾱ_{t−1}) x̂_0 +
 * sqrt(1 − ᾱ_{t−1} − σ²) ε + σ z, guided through ε ← ε + sqrt(1 − ᾱ_t)·s·g (Dhariwal and Nichol
 * 2021, algorithm 2). ε is that of the clipped x̂_0, and the guided x̂_0 is not clipped again.
 *
 * @param eta 0 for the deterministic sampler, 1 for as much noise as ancestral sampling
 */
public record DdimSampler(double eta) implements Sampler {
  public DdimSampler {
    if (!(eta >= 0 && eta <= 1)) {
      throw new IllegalArgumentException("eta: got " + eta + ", must be between 0 and 1");
    }
  }

  @Override
  public boolean addsNoise(ReverseStep step) {
    return eta > 0 && step.index() > 0;
  }

  @Override
  public void step(ReverseStep step, INDArray x, StepInputs inputs) {
    Weights weights = Weights.of(step, eta);
    INDArray estimate = CleanEstimate.at(step).of(x, inputs.output());
    x.muli(weights.x()).addi(estimate.muli(weights.estimate()));
    inputs.guidance().ifPresent(g -> x.addi(g.mul(weights.guidance())));
    if (addsNoise(step)) {
      x.addi(inputs.requireNoise().mul(weights.noise()));
    }
  }

  @Override
  public StepGradient pullback(ReverseStep step, INDArray x, StepInputs inputs, INDArray gradient) {
    Weights weights = Weights.of(step, eta);
    CleanEstimate.Gradient estimate =
        CleanEstimate.at(step).pullback(x, inputs.output(), gradient.mul(weights.estimate()));
    return new StepGradient(
        estimate.x().addi(gradient.mul(weights.x())),
        estimate.output(),
        gradient.mul(weights.guidance()));
  }

  /** What x_{t−1} is a weighted sum of; ε = (sqrt(1/ᾱ_t) x_t − x̂_0)/sqrt(1/ᾱ_t − 1) is put in. */
  private record Weights(double estimate, double x, double guidance, double noise) {
    static Weights of(ReverseStep step, double eta) {
      NoiseSchedule schedule = step.schedule();
      int t = step.index();
      double previous = schedule.previousAlphaBar(t);
      double alphaBar = schedule.alphaBar(t);
      double sigma = eta * Math.sqrt((1 - previous) / (1 - alphaBar) * (1 - alphaBar / previous));
      double ofSignal = Math.sqrt(previous);
      double ofNoise = Math.sqrt(Math.max(0, 1 - previous - sigma * sigma));
      double ratio = schedule.sqrtRecipm1AlphaBar(t);
      return new Weights(
          ofSignal - ofNoise / ratio,
          ofNoise * schedule.sqrtRecipAlphaBar(t) / ratio,
          schedule.noiseScale(t) * (ofNoise - ofSignal * ratio),
          sigma);
    }
  }
}
