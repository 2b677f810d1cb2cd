package org.purify4j.diffusion.sampler;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The guided diffusion network as a sampler sees it: a function of the noisy image and the step,
 * whatever the network predicts and however it is guided.
 */
@FunctionalInterface
public interface GuidedNetwork {
  /**
   * Evaluates the network and the guidance.
   *
   * @param x a noisy image {@code [b, c, h, w]}, with the noise level at which the step starts; not
   *     modified
   * @param step gives the schedule and t: the current step or another one of the same round
   */
  GuidedOutput at(INDArray x, ReverseStep step);
}
