package org.purify4j.diffusion.sampler;

import org.purify4j.diffusion.schedule.NoiseSchedule;

/**
 * What x_{t−1} is a weighted sum of (Song et al. 2021, DDIM, eq. 12 and 16), with ε = (sqrt(1/ᾱ_t)
 * x_t − x̂_0)/sqrt(1/ᾱ_t − 1) put in.
 *
 * @param x the weight of x_t
 * @param estimate the weight of x̂_0
 * @param noise σ, the weight of z
 */
record DdimWeights(double x, double estimate, double noise) {
  /**
   * The weights at a step; at the one at 0, those of x̂_0 alone.
   *
   * @param eta how much noise, from 0 to 1
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
