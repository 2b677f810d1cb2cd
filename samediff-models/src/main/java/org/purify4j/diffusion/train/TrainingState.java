package org.purify4j.diffusion.train;

import org.purify4j.diffusion.network.Parameters;

/**
 * Everything that a training carries from one step to the next.
 *
 * @param step how many steps are done
 * @param weights as they are
 * @param average of the weights over the steps: what is kept in the end
 * @param firstMoment Adam's running mean of the gradient
 * @param secondMoment Adam's running mean of its square
 */
public record TrainingState(
    long step,
    Parameters weights,
    Parameters average,
    Parameters firstMoment,
    Parameters secondMoment) {
  public TrainingState {
    if (step < 0) {
      throw new IllegalArgumentException("step: got " + step + ", must be at least 0");
    }
  }

  /** A training that begins with these weights. */
  public static TrainingState of(Parameters weights) {
    return new TrainingState(0, weights, weights.copy(), weights.likeZeros(), weights.likeZeros());
  }

  /** The same arrays, a step later. */
  TrainingState next() {
    return new TrainingState(step + 1, weights, average, firstMoment, secondMoment);
  }
}
