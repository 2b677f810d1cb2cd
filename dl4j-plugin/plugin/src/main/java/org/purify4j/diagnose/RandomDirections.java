package org.purify4j.diagnose;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Directions in which every component of an image is −1 or 1, so that a step along one changes all
 * pixels by the same amount and stays within bounds that are known beforehand.
 *
 * @param signs one row for each image
 */
record RandomDirections(double[][] signs) {
  private static final long MIXER = 0x9e3779b97f4a7c15L;

  /**
   * Draws a direction for each image, which depends on its id, the seed and the number alone.
   *
   * @param seed of all directions
   * @param ids one for each image
   * @param number of the direction
   * @param components of an image
   */
  static RandomDirections of(long seed, long[] ids, int number, int components) {
    double[][] signs = new double[ids.length][];
    for (int i = 0; i < ids.length; i++) {
      long key = (seed * MIXER + ids[i]) * MIXER + number;
      UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(key);
      signs[i] = new double[components];
      Arrays.setAll(signs[i], j -> random.nextBoolean() ? 1 : -1);
    }
    return new RandomDirections(signs);
  }

  /** As an array of the shape and type of images. */
  INDArray like(INDArray images) {
    return Nd4j.createFromArray(signs).reshape(images.shape()).castTo(images.dataType());
  }
}
