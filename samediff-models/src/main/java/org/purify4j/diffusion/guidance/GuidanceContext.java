package org.purify4j.diffusion.guidance;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.schedule.NoiseSchedule;

/**
 * What the energy terms may look at while one batch is purified. Images are {@code [b, c, h, w]} in
 * [−1, 1] units; results are not to be modified.
 */
public interface GuidanceContext {
  /** The schedule whose steps are taken. */
  NoiseSchedule schedule();

  /** x̃, the input as it arrived. */
  INDArray input();

  /**
   * x̃ noised to a step with noise of its own: sqrt(ᾱ_t) x̃ + sqrt(1 − ᾱ_t) z.
   *
   * @param copy which of several independent copies, from 0
   */
  INDArray noisedInput(int step, int copy);

  /**
   * The protected classifier.
   *
   * @throws IllegalStateException if the purifier was made without one
   */
  Classifier victim();

  /**
   * x̂_0 of x_t, recorded for its gradient with respect to x_t.
   *
   * @param x x_t; must stay as it is while the tape is in use
   */
  Tape cleanEstimate(INDArray x, int step);

  /**
   * Independent unguided purifications of x̃, recorded for their gradients with respect to x̃; the
   * same whenever they are asked for.
   *
   * @param draws how many
   */
  List<Tape> purified(int draws);
}
