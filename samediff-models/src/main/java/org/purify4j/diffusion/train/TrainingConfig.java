package org.purify4j.diffusion.train;

/**
 * How a network is trained. Equal settings on equal images give equal weights, on any number of
 * threads.
 *
 * @param steps of the whole training
 * @param batchSize images of a step
 * @param timesteps which are trained
 * @param optimization how weights follow gradients
 * @param loss what is minimised
 * @param flips whether images are mirrored at random
 * @param seed of all that is random
 */
public record TrainingConfig(
    long steps,
    int batchSize,
    TimestepSampling timesteps,
    Optimization optimization,
    Loss loss,
    Flips flips,
    long seed) {
  /** Images of a step unless said otherwise. */
  public static final int DEFAULT_BATCH_SIZE = 32;

  /** Whether images are mirrored at random, left to right. */
  public enum Flips {
    NONE,
    HORIZONTAL
  }

  /** What is minimised. */
  public enum Loss {
    /**
     * The mean of (ε − ε̂)² (Ho et al. 2020, eq. 14). A learned variance gets no gradient and stays
     * what it is made to be by the layers before it.
     */
    SIMPLE,
    /**
     * The same, plus T/1000 of the variational bound in bits per dimension, of which only a learned
     * variance gets the gradient (Nichol and Dhariwal 2021, eq. 16, their {@code
     * rescale_learned_sigmas}).
     */
    HYBRID
  }

  public TrainingConfig {
    if (steps < 1) {
      throw new IllegalArgumentException("steps: got " + steps + ", must be at least 1");
    }
    if (batchSize < 1) {
      throw new IllegalArgumentException("batchSize: got " + batchSize + ", must be at least 1");
    }
  }

  /** The usual settings: all timesteps alike, the simple loss, no flips, seed 0. */
  public static TrainingConfig of(long steps) {
    return new TrainingConfig(
        steps,
        DEFAULT_BATCH_SIZE,
        TimestepSampling.uniform(),
        Optimization.usual(),
        Loss.SIMPLE,
        Flips.NONE,
        0);
  }
}
