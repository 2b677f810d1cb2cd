package org.purify4j.diffusion.sampler;

import static org.purify4j.diffusion.catalogue.Spelling.after;
import static org.purify4j.diffusion.catalogue.Spelling.real;

import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.catalogue.Kind;
import org.purify4j.diffusion.catalogue.Spelling;

/**
 * The implicit sampler DDIM (Song et al. 2021, eq. 12 and 16): x_{t−1} = sqrt(ᾱ_{t−1}) x̂_0 +
 * sqrt(1 − ᾱ_{t−1} − σ²) ε + σ z, guided through ε ← ε + sqrt(1 − ᾱ_t)·s·g (Dhariwal and Nichol
 * 2021, algorithm 2). ε is that of the clipped x̂_0, and the guided x̂_0 is not clipped again.
 *
 * @param eta η, from 0 for the deterministic sampler to 1 for as much noise as ancestral sampling
 */
public record DdimSampler(double eta) implements OneCallSampler {
  /** The default η: no noise, as Song et al. recommend for few steps. */
  public static final double DEFAULT_ETA = 0;

  /** The entry of this sampler in {@link Samplers}. */
  public static final Kind<Sampler> KIND =
      new Kind<>(
          "ddim",
          DdimSampler.class,
          "ddim[:ETA]",
          "implicit sampling (Song et al. 2021), without noise at ETA 0 (default), with as much as"
              + " ddpm at 1",
          "ddim:0.5",
          text ->
              text.equals("ddim")
                  ? Optional.of(new DdimSampler(DEFAULT_ETA))
                  : after("ddim:", text).map(eta -> new DdimSampler(real("eta", eta))));

  public DdimSampler {
    if (!(eta >= 0 && eta <= 1)) {
      throw new IllegalArgumentException("eta: got " + eta + ", must be between 0 and 1");
    }
  }

  @Override
  public String text() {
    return eta == DEFAULT_ETA ? "ddim" : "ddim:" + Spelling.text(eta);
  }

  @Override
  public boolean addsNoise(ReverseStep step) {
    return eta > 0 && step.index() > 0;
  }

  @Override
  public void step(ReverseStep step, SamplerState state, StepInputs inputs) {
    DdimWeights weights = DdimWeights.of(step, eta);
    INDArray x = state.x();
    INDArray estimate = GuidedEstimate.at(step).of(x, inputs);
    x.muli(weights.x()).addi(estimate.muli(weights.estimate()));
    if (addsNoise(step)) {
      x.addi(inputs.requireNoise().mul(weights.noise()));
    }
  }

  @Override
  public StepGradient pullback(
      ReverseStep step, INDArray x, StepInputs inputs, SamplerState gradient) {
    DdimWeights weights = DdimWeights.of(step, eta);
    INDArray ofEstimate = gradient.x().mul(weights.estimate());
    StepGradient result = GuidedEstimate.at(step).pullback(x, inputs, ofEstimate);
    result.state().x().addi(gradient.x().mul(weights.x()));
    return result;
  }
}
