package org.purify4j.diffusion.noise;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.SharedStateContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.rng.simple.RandomSource;

/**
 * The noise source in use: for every key a XoShiRo256++ generator whose 256 bits of state are mixed
 * from the run seed and the key, sampled by the modified ziggurat (McFarland 2016).
 *
 * <p>Immutable and safe for use by several threads. The numbers are part of what a run can be
 * repeated from: neither the mixing nor the order of {@link NoiseSource.Kind} may change.
 *
 * @param seed the run seed
 */
public record GaussianNoise(long seed) implements NoiseSource {
  /** 2^64 divided by the golden ratio, the increment of SplitMix64 (Steele et al. 2014). */
  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  private static final int STATE_WORDS = 4;

  @Override
  public void fill(long imageId, long draw, int round, Step step, float[] out) {
    long[] state = new long[STATE_WORDS];
    for (int word = 0; word < STATE_WORDS; word++) {
      long hash = mix(seed + word * GOLDEN_GAMMA);
      hash = absorb(hash, imageId);
      hash = absorb(hash, draw);
      hash = absorb(hash, round);
      hash = absorb(hash, step.kind().ordinal());
      state[word] = absorb(hash, step.index());
    }
    UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(state);
    SharedStateContinuousSampler gaussian = ZigguratSampler.NormalizedGaussian.of(random);
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) gaussian.sample();
    }
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
