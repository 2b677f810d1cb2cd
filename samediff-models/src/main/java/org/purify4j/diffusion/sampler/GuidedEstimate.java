package org.purify4j.diffusion.sampler;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The clean image implied by the guided noise ε + sqrt(1 − ᾱ_t)·s·g (Dhariwal and Nichol 2021,
 * algorithm 2), x̂_0 − sqrt(1/ᾱ_t − 1)·sqrt(1 − ᾱ_t)·s·g. ε is that of the clipped x̂_0, and the
 * guided x̂_0 is not clipped again.
 *
 * @param estimate x̂_0
 * @param ofGuidance the weight of s·g, negative
 */
record GuidedEstimate(CleanEstimate estimate, double ofGuidance) {
  static GuidedEstimate at(ReverseStep step) {
    int t = step.index();
    double weight = -step.schedule().sqrtRecipm1AlphaBar(t) * step.schedule().noiseScale(t);
    return new GuidedEstimate(CleanEstimate.at(step), weight);
  }

  /**
   * Computes the guided x̂_0.
   *
   * @param x x_t, not modified
   * @return freshly allocated
   */
  INDArray of(INDArray x, StepInputs inputs) {
    INDArray clean = estimate.of(x, inputs.output());
    inputs.guidance().ifPresent(g -> clean.addi(g.mul(ofGuidance)));
    return clean;
  }

  /**
   * Computes the vector-Jacobian product of {@link #of}.
   *
   * @param x x_t, not modified
   * @param gradient with respect to the guided x̂_0, not modified
   */
  StepGradient pullback(INDArray x, StepInputs inputs, INDArray gradient) {
    CleanEstimate.Gradient clean = estimate.pullback(x, inputs.output(), gradient);
    return new StepGradient(SamplerState.of(clean.x()), clean.output(), gradient.mul(ofGuidance));
  }
}
