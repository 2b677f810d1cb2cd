package org.purify4j.diffusion.train;

import org.purify4j.diffusion.catalogue.Bound;

/**
 * The optimiser and its learning rate: Adam (Kingma and Ba 2015) with a learning rate that rises
 * linearly from 0 and falls to 0 along a half cosine (Loshchilov and Hutter 2017, eq. 5), gradients
 * clipped by their global norm, and weights averaged over the steps.
 *
 * @param learningRate the highest, within {@link Bound#LEARNING_RATE}
 * @param warmupSteps how long it rises
 * @param largestNorm of the gradient of all weights together, beyond which it is scaled down;
 *     positive, infinite for no clipping
 * @param averaging decay of the averaged weights, in [0, 1); early on it is less, (1 + n)/(10 + n)
 *     after n steps, so that they are not held by the weights the training began with
 */
public record Optimization(
    double learningRate, int warmupSteps, double largestNorm, double averaging) {
  /** The rate of Ho et al. 2020, appendix B, for small images. */
  public static final double DEFAULT_LEARNING_RATE = 2e-4;

  /** Short, as for the small networks that are trained on a processor. */
  public static final int DEFAULT_WARMUP_STEPS = 100;

  /** The bound of Ho et al. 2020 (their published code). */
  public static final double DEFAULT_LARGEST_NORM = 1;

  /** Less than the .9999 of Ho et al. 2020, for trainings of thousands of steps. */
  public static final double DEFAULT_AVERAGING = 0.999;

  private static final int HELD_BACK = 10;

  public Optimization {
    Bound.LEARNING_RATE.require(learningRate);
    require(warmupSteps >= 0, "warmupSteps", warmupSteps, "at least 0");
    require(largestNorm > 0, "largestNorm", largestNorm, "positive");
    require(averaging >= 0 && averaging < 1, "averaging", averaging, "at least 0, below 1");
  }

  private static void require(boolean holds, String name, double got, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(name + ": got " + got + ", must be " + expected);
    }
  }

  /** The defaults. */
  public static Optimization usual() {
    return new Optimization(
        DEFAULT_LEARNING_RATE, DEFAULT_WARMUP_STEPS, DEFAULT_LARGEST_NORM, DEFAULT_AVERAGING);
  }

  /**
   * The learning rate of a step.
   *
   * @param step from 0 to {@code steps − 1}
   * @param steps of the whole training
   */
  double learningRate(long step, long steps) {
    if (step < warmupSteps) {
      return learningRate * (step + 1) / warmupSteps;
    }
    double progress = (double) (step - warmupSteps) / Math.max(1, steps - warmupSteps);
    return learningRate * 0.5 * (1 + Math.cos(Math.PI * progress));
  }

  /** The decay of the averaged weights at a step. */
  double averaging(long step) {
    return Math.min(averaging, (1.0 + step) / (HELD_BACK + step));
  }
}
