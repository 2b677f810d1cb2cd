package org.purify4j.data;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/** The random choices of one image: a function of the seed and the image's number alone. */
final class ImageRandom {
  /** Odd, so that no two numbers of a seed share a key; the generator hashes the key. */
  private static final long SEED_FACTOR = 0xd1342543de82ef95L;

  private static final long INDEX_FACTOR = 0xaf251af3b0f025b5L;

  private static final int BELL_TERMS = 4;

  /** Variance of a number uniform in [0, 1). */
  private static final double UNIFORM_VARIANCE = 1.0 / 12;

  private static final double BELL_SCALE = 1 / Math.sqrt(BELL_TERMS * UNIFORM_VARIANCE);

  private final UniformRandomProvider random;

  ImageRandom(long seed, long index) {
    random = RandomSource.XO_SHI_RO_256_PP.create(seed * SEED_FACTOR + index * INDEX_FACTOR);
  }

  /** Uniform in [low, high). */
  double between(double low, double high) {
    return low + (high - low) * random.nextDouble();
  }

  /** Red, green and blue, each uniform in [low, high). */
  double[] colour(double low, double high) {
    return new double[] {between(low, high), between(low, high), between(low, high)};
  }

  /** 0 to {@code count} − 1. */
  int whole(int count) {
    return random.nextInt(count);
  }

  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  /**
   * Nearly Gaussian, with mean 0 and standard deviation 1: a sum of uniform numbers, which unlike
   * logarithms and cosines is the same to the last bit on every machine.
   */
  double bell() {
    double sum = -BELL_TERMS / 2.0;
    for (int i = 0; i < BELL_TERMS; i++) {
      sum += random.nextDouble();
    }
    return sum * BELL_SCALE;
  }
}
