package org.purify4j.diffusion.noise;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.SharedStateContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/**
 * The noise source of purifications: for every key a XoShiRo256++ generator whose 256 bits of state
 * are mixed from the run seed and the key, sampled by the modified ziggurat (McFarland 2016).
 *
 * <p>Immutable and safe for use by several threads. Runs can be repeated only if the numbers stay
 * the same: neither {@link KeyedRandom} nor the order of {@link NoiseSource.Kind} may change.
 *
 * @param seed the run seed
 */
public record GaussianNoise(long seed) implements NoiseSource {
  @Override
  public void fill(long imageId, long draw, int round, Step step, float[] out) {
    UniformRandomProvider random =
        KeyedRandom.of(seed, imageId, draw, round, step.kind().ordinal(), step.index());
    SharedStateContinuousSampler gaussian = ZigguratSampler.NormalizedGaussian.of(random);
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) gaussian.sample();
    }
  }
}
