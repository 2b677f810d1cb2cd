package org.purify4j.diffusion.sampler;

import org.purify4j.diffusion.schedule.NoiseSchedule;

/**
 * The weights of DDIM, which makes x_{t−1} a weighted sum of x_t, x̂_0 and noise z (Song et al.
 * 2021, eq. 12 and 16, with ε = (sqrt(1/ᾱ_t) x_t − x̂_0)/sqrt(1/ᾱ_t − 1) substituted).
 *
 * @param x the weight of x_t
 * @param estimate the weight of x̂_0
 * @param noise σ, the weight of z
 */
record DdimWeights(double x, double estimate, double noise) {
  /**
   * Computes the weights at a step. At step 0, x_{t−1} is x̂_0 alone.
   *
   * @param eta η, the amount of noise, from 0 to 1
   */
  static DdimWeights of(ReverseStep step, double eta) {
    NoiseSchedule schedule = step.schedule();
    int t = step.index();
    double previous = schedule.previousAlphaBar(t);
    double alphaBar = schedule.alphaBar(t);
    double sigma = eta * Math.sqrt((1 - previous) / (1 - alphaBar) * (1 - alphaBar / previous));
    double ofNoise = Math.sqrt(Math.max(0, 1 - previous - sigma * sigma));
    double ratio = schedule.sqrtRecipm1AlphaBar(t);
    return new DdimWeights(
        ofNoise * schedule.sqrtRecipAlphaBar(t) / ratio,
        Math.sqrt(previous) - ofNoise / ratio,
        sigma);
  }
}
