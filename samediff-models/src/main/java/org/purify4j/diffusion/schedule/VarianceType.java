package org.purify4j.diffusion.schedule;

/**
 * How the variance Σ of a reverse step p(x_{t−1} | x_t) is obtained (Ho et al. 2020, §3.2; Nichol
 * and Dhariwal 2021, eq. 15).
 */
public enum VarianceType {
  /** The posterior variance β̃_t. */
  FIXED_SMALL,
  /** β_t, with β̃_1 in place of β_0. */
  FIXED_LARGE,
  /**
   * exp(v·log β_t + (1 − v)·log β̃_t), with v = (output + 1)/2 from the second half of the
   * network's output channels.
   */
  LEARNED_RANGE
}
