package org.purify4j.diffusion.train;

import org.apache.commons.rng.UniformRandomProvider;

/**
 * The distribution from which training draws timesteps: with probability {@code share}, a timestep
 * uniform below a bound; otherwise one uniform over the whole schedule. A share of 0 is algorithm 1
 * of Ho et al. 2020.
 *
 * <p>A purifier starts at a low noise level and never evaluates its network above that level. With
 * a share near 1 and a bound slightly above the level, training concentrates on the timesteps that
 * the purifier uses: after the same number of steps the loss below the bound is lower, while the
 * loss above it and samples from pure noise are worse. Unless the level is final, the share should
 * be less than 1.
 *
 * @param below the bound, in timesteps of the full schedule, at least 1
 * @param share the probability of a timestep below the bound, between 0 and 1
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

  /** Draws all timesteps with equal probability. */
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
