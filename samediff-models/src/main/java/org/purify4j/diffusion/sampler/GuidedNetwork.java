package org.purify4j.diffusion.sampler;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The guided diffusion network as a sampler sees it: a function of the noisy image and the step,
 * whatever the network predicts and the guidance asks.
 */
@FunctionalInterface
public interface GuidedNetwork {
  /**
   * The network's output and the guidance.
   *
   * @param x a noisy image {@code [b, c, h, w]}, of the noise that the step starts from; not
   *     modified
   * @param step gives the schedule and t: the step that is being taken, or another of its round
   */
  GuidedOutput at(INDArray x, ReverseStep step);
}
