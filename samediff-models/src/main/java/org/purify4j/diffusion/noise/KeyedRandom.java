package org.purify4j.diffusion.noise;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * Random numbers as a pure function of a seed and a key: a XoShiRo256++ generator whose 256 bits of
 * state are mixed from both. The mixing must not change: runs could not be repeated otherwise.
 */
public final class KeyedRandom {
  /** 2^64 divided by the golden ratio, the increment of SplitMix64 (Steele et al. 2014). */
  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  private static final int STATE_WORDS = 4;

  private KeyedRandom() {}

  /**
   * Returns a separate generator for each seed and key; equal seeds and keys give equal numbers.
   */
  public static UniformRandomProvider of(long seed, long... key) {
    long[] state = new long[STATE_WORDS];
    for (int word = 0; word < STATE_WORDS; word++) {
      long hash = mix(seed + word * GOLDEN_GAMMA);
      for (long part : key) {
        hash = absorb(hash, part);
      }
      state[word] = hash;
    }
    return RandomSource.XO_SHI_RO_256_PP.create(state);
  }

  /** Returns one 64-bit number for each seed and key. */
  public static long hash(long seed, long... key) {
    long hash = mix(seed);
    for (long part : key) {
      hash = absorb(hash, part);
    }
    return hash;
  }

  private static long absorb(long hash, long word) {
    return mix((hash ^ mix(word + GOLDEN_GAMMA)) + GOLDEN_GAMMA);
  }

  /** Stafford's variant 13 of the 64-bit finaliser, as in SplitMix64. */
  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
