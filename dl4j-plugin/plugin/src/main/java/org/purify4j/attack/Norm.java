package org.purify4j.attack;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.UnitSphereSampler;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * How the size of a perturbation is measured, image by image. Budgets are in pixel units, images
 * being in [0, 1].
 */
public enum Norm {
  /** The largest change of any channel of any pixel. */
  LINF {
    @Override
    INDArray project(INDArray perturbation, double epsilon) {
      return Transforms.max(Transforms.min(perturbation, epsilon, true), -epsilon, false);
    }

    @Override
    INDArray steepest(INDArray gradient) {
      return Transforms.sign(gradient, true);
    }

    @Override
    double[] uniform(UniformRandomProvider random, int dimension) {
      return random.doubles(dimension, -1, 1).toArray();
    }

    @Override
    INDArray sizes(INDArray rows) {
      return rows.amax(1);
    }

    @Override
    PixelGeometry geometry() {
      return LinfGeometry.INSTANCE;
    }
  },

  /** The Euclidean length of the change of the whole image. */
  L2 {
    @Override
    INDArray project(INDArray perturbation, double epsilon) {
      INDArray lengths = lengths(perturbation);
      INDArray excess = Transforms.max(lengths.div(epsilon), 1.0, false);
      return perturbation.div(excess);
    }

    @Override
    INDArray steepest(INDArray gradient) {
      // Scaled by the largest element first: the squares of a tiny gradient would underflow.
      INDArray scaled = gradient.div(floored(broadcast(LINF, gradient)));
      return scaled.div(floored(lengths(scaled)));
    }

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
    INDArray sizes(INDArray rows) {
      return rows.norm2(1);
    }

    @Override
    PixelGeometry geometry() {
      return L2Geometry.INSTANCE;
    }
  };

  /**
   * The nearest perturbation within the budget.
   *
   * @param perturbation {@code [n, c, h, w]}, not modified
   * @param epsilon the budget, above 0
   */
  abstract INDArray project(INDArray perturbation, double epsilon);

  /**
   * The direction of unit size in which a linear function of this gradient rises fastest; zero
   * where the gradient is.
   *
   * @param gradient {@code [n, c, h, w]}, not modified
   */
  abstract INDArray steepest(INDArray gradient);

  /**
   * A point uniformly distributed in the unit ball.
   *
   * @param dimension of one image
   */
  abstract double[] uniform(UniformRandomProvider random, int dimension);

  /** The size of each row, {@code [n, d]} to {@code [n]}. */
  abstract INDArray sizes(INDArray rows);

  /** What it means for the pixels of one image. */
  abstract PixelGeometry geometry();

  private static INDArray broadcast(Norm norm, INDArray images) {
    long n = images.size(0);
    return norm.sizes(images.dup('c').reshape(n, images.length() / n)).reshape(n, 1, 1, 1);
  }

  private static INDArray lengths(INDArray images) {
    return broadcast(L2, images);
  }

  /** Sizes with 1 in the place of 0, to divide by. */
  private static INDArray floored(INDArray sizes) {
    return sizes.add(sizes.eq(0).castTo(sizes.dataType()));
  }
}
