package org.purify4j.attack;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.UnitSphereSampler;

/**
 * How the size of a perturbation is measured, image by image. Budgets are in pixel units, images
 * being in [0, 1].
 */
public enum Norm {
  /** The largest change of any channel of any pixel. */
  LINF {
    @Override
    double[] uniform(UniformRandomProvider random, int dimension) {
      return random.doubles(dimension, -1, 1).toArray();
    }

    @Override
    PixelGeometry geometry() {
      return LinfGeometry.INSTANCE;
    }
  },

  /** The Euclidean length of the change of the whole image. */
  L2 {
    @Override
    double[] uniform(UniformRandomProvider random, int dimension) {
      double[] point = UnitSphereSampler.of(random, dimension).sample();
      double radius = Math.pow(random.nextDouble(), 1.0 / dimension);
      for (int i = 0; i < dimension; i++) {
        point[i] *= radius;
      }
      return point;
    }

    @Override
    PixelGeometry geometry() {
      return L2Geometry.INSTANCE;
    }
  };

  /**
   * A point uniformly distributed in the unit ball.
   *
   * @param dimension of one image
   */
  abstract double[] uniform(UniformRandomProvider random, int dimension);

  /** What it means for the pixels of one image. */
  abstract PixelGeometry geometry();
}
