package org.purify4j.attack;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.UnitSphereSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.catalogue.Spelling;

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
  },

  /** The sum of the changes of all channels of all pixels. */
  L1 {
    /** {@inheritDoc} Exponential numbers are the gaps of uniform ones, but for their sum. */
    @Override
    double[] uniform(UniformRandomProvider random, int dimension) {
      double[] point = new double[dimension];
      ZigguratSampler.Exponential exponential = ZigguratSampler.Exponential.of(random);
      double sum = exponential.sample();
      for (int i = 0; i < dimension; i++) {
        point[i] = exponential.sample();
        sum += point[i];
      }
      for (int i = 0; i < dimension; i++) {
        point[i] *= (random.nextBoolean() ? 1 : -1) / sum;
      }
      return point;
    }

    @Override
    PixelGeometry geometry() {
      return L1Geometry.INSTANCE;
    }
  };

  /**
   * Refuses another norm than some attacks have.
   *
   * @param norms those that the attack has
   * @throws IllegalArgumentException if this is none of them
   */
  void require(String attack, Norm... norms) {
    if (!List.of(norms).contains(this)) {
      throw new IllegalArgumentException(
          "norm: got "
              + text()
              + ", must be "
              + Spelling.alternatives(Arrays.stream(norms).map(Norm::text).toList())
              + " for "
              + attack);
    }
  }

  /** Its name in lower case, as options and reports have it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The size of a perturbation.
   *
   * @param perturbation of one image, of any shape
   */
  public double size(INDArray perturbation) {
    double[] change = perturbation.dup('c').data().asDouble();
    return geometry().distance(change, new double[change.length]);
  }

  /** The distance from a black image to a white one. */
  public double largest(long dimension) {
    double[] white = new double[Math.toIntExact(dimension)];
    Arrays.fill(white, 1);
    return geometry().distance(white, new double[white.length]);
  }

  /**
   * A point uniformly distributed in the unit ball.
   *
   * @param dimension of one image
   */
  abstract double[] uniform(UniformRandomProvider random, int dimension);

  /** What it means for the pixels of one image. */
  abstract PixelGeometry geometry();
}
