package org.purify4j.diffusion.train;

import org.apache.commons.rng.UniformRandomProvider;

/**
 * The distribution from which the timesteps of a training are drawn: a share of the images at
 * timesteps uniform below a bound, the others uniform over the whole schedule (Ho et al. 2020,
 * algorithm 1, where the share is 0).
 *
 * <p>A purifier starts at a low noise level and never asks its network beyond. A share near 1 with
 * the bound a little above that level spends the network and the training on what is asked: at
 * equal steps the loss below the bound is lower, and that above it, and samples from pure noise
 * with it, worse. Some share should stay for the whole schedule unless the level is settled.
 *
 * @param below the bound, in timesteps of the full schedule, at least 1
 * @param share between 0 and 1
 */
public record TimestepSampling(int below, double share) {
  public TimestepSampling {
    if (below < 1) {
      throw new IllegalArgumentException("below: got " + below + ", must be at least 1");
    }
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("share: got " + share + ", must be between 0 and 1");
    }
  }

  /** Every timestep as often. */
  public static TimestepSampling uniform() {
    return new TimestepSampling(1, 0);
  }

  /**
   * Draws a timestep.
   *
   * @param timesteps length of the schedule
   */
  int draw(UniformRandomProvider random, int timesteps) {
    boolean bounded = random.nextDouble() < share;
    return random.nextInt(bounded ? Math.min(below, timesteps) : timesteps);
  }
}
