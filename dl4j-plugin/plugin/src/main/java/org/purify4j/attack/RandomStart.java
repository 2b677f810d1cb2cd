package org.purify4j.attack;

import org.apache.commons.rng.simple.RandomSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.noise.Draw;

/**
 * Uniform points of the ball as a function of (seed, image id, draw), and the draws under which an
 * attack queries its target. Both are hashes of their keys: no state, no order, no global
 * generator.
 */
final class RandomStart {
  /** Tells the key of a restart from that of a query. */
  private static final long RESTART = 0x7265737461727473L;

  private RandomStart() {}

  /**
   * Images moved to uniform points of the balls around them, and from there into [0, 1].
   *
   * @param images {@code [n, c, h, w]} in [0, 1], not modified
   */
  static INDArray of(Budget budget, long seed, Draw draw, INDArray images) {
    return Budget.pixels(images.add(perturbation(budget, seed, draw, images)));
  }

  /** One perturbation per image, {@code like.shape()}, uniform in the ball of the budget. */
  static INDArray perturbation(Budget budget, long seed, Draw draw, INDArray like) {
    int n = (int) like.size(0);
    int dimension = (int) (like.length() / n);
    double[][] points = new double[n][];
    for (int i = 0; i < n; i++) {
      long key = mix(mix(mix(seed) ^ draw.imageIds()[i]) ^ draw.index());
      points[i] = budget.norm().uniform(RandomSource.XO_SHI_RO_256_PP.create(key), dimension);
    }
    return Nd4j.createFromArray(points)
        .reshape(like.shape())
        .muli(budget.epsilon())
        .castTo(like.dataType());
  }

  /**
   * The draw of one query, from 2⁴⁰ to 2⁴¹: an attack never queries the noise that a defender will
   * use, and there is room for a defence that makes several draws of each.
   */
  static Draw query(Draw draw, int iteration, int sample) {
    long key = mix(mix(mix(draw.index()) ^ iteration) ^ sample);
    return draw.withIndex((key >>> 24) | (1L << 40));
  }

  /**
   * The draw of another attack on the same images, from 2⁴¹ to 2⁴²: its random choices and its
   * queries are others.
   *
   * @param number of the attack; 0 for the draw as it is
   */
  static Draw restart(Draw draw, int number) {
    long key = mix(mix(mix(draw.index()) ^ RESTART) ^ number);
    return number == 0 ? draw : draw.withIndex((key >>> 23) | (1L << 41));
  }

  /** Stafford's variant 13 of the 64-bit finaliser, as in java.util.SplittableRandom. */
  private static long mix(long key) {
    long z = key + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
