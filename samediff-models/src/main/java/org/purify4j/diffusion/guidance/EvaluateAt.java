package org.purify4j.diffusion.guidance;

/** The image at which guidance evaluates the victim at each step of the reverse diffusion. */
public enum EvaluateAt {
  /** The noisy image x_t itself. */
  NOISY,
  /**
   * x̂_0(x_t), the clean image that the network estimates; the gradient passes through the network,
   * at the cost of one more network call a step (Chung et al. 2023).
   */
  CLEAN_ESTIMATE
}
