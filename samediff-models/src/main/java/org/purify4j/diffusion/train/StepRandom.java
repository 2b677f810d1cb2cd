package org.purify4j.diffusion.train;

import org.apache.commons.rng.UniformRandomProvider;
import org.purify4j.diffusion.noise.KeyedRandom;

/**
 * The random numbers of a training's steps, other than the noise: each a function of the seed, the
 * step, what it is for and the image's place in the batch. The keys may not change, or a training
 * that is continued would go another way.
 *
 * @param seed of the training
 */
record StepRandom(long seed) {
  private static final long TIMESTEP_KEY = 0;
  private static final long FLIP_KEY = 1;

  /** What an image's timestep is drawn from. */
  UniformRandomProvider timestep(long step, int image) {
    return KeyedRandom.of(seed, step, TIMESTEP_KEY, image);
  }

  /** What decides whether an image is flipped. */
  UniformRandomProvider flip(long step, int image) {
    return KeyedRandom.of(seed, step, FLIP_KEY, image);
  }
}
