package org.purify4j.diffusion.guidance;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.gradient.DualTape;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.schedule.NoiseSchedule;

/**
 * Gives the energy terms access to the purification of one batch. Images are {@code [b, c, h, w]}
 * in [−1, 1] units; results are not to be modified.
 */
public interface GuidanceContext {
  /** Returns the schedule whose steps are taken. */
  NoiseSchedule schedule();

  /** Returns x̃, the input as it arrived. */
  INDArray input();

  /**
   * Returns x̃ noised to a step with noise of its own: sqrt(ᾱ_t) x̃ + sqrt(1 − ᾱ_t) z.
   *
   * @param step t
   * @param copy number of the independent copy, from 0
   */
  INDArray noisedInput(int step, int copy);

  /**
   * Returns the protected classifier.
   *
   * @throws IllegalStateException if the purifier was made without one
   */
  Classifier victim();

  /**
   * Computes x̂_0 at x_t and records it for its gradient with respect to x_t.
   *
   * @param x x_t; must not change while the tape is in use
   * @param step t
   */
  Tape cleanEstimate(INDArray x, int step);

  /**
   * Computes x̂_0 at x_t and records it along a direction, for second derivatives.
   *
   * @param x x_t; must not change while the tape is in use
   * @param direction in which x_t changes; must not change either
   * @param step t
   */
  DualTape cleanEstimate(INDArray x, INDArray direction, int step);

  /**
   * Returns independent unguided purifications of x̃, recorded for their gradients with respect to
   * x̃; every call returns the same ones.
   *
   * @param draws number of purifications
   */
  List<Tape> purified(int draws);
}
