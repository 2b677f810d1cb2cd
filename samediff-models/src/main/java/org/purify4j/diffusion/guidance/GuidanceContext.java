package org.purify4j.diffusion.guidance;

import java.util.List;
import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.classifier.Classifier;
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

  /** x̂_0 of x_t. */
  INDArray cleanEstimate(INDArray x, int step);

  /**
   * The gradient with respect to x_t of a loss of x̂_0(x_t).
   *
   * @param ofEstimate from x̂_0 to dL/dx̂_0
   */
  INDArray cleanEstimateGradient(INDArray x, int step, UnaryOperator<INDArray> ofEstimate);

  /** Independent unguided purifications of x̃. */
  List<INDArray> purified(int draws);

  /**
   * The gradient with respect to x̃ of a loss of one of its unguided purifications.
   *
   * @param draw which, from 0
   * @param ofPurified dL/dpurified
   */
  INDArray purifiedGradient(int draw, INDArray ofPurified);
}
