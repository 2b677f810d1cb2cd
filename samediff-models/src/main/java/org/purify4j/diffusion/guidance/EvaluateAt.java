package org.purify4j.diffusion.guidance;

/** Where along the reverse diffusion the victim is asked. */
public enum EvaluateAt {
  /** At x_t as it is. */
  NOISY,
  /**
   * At x̂_0(x_t), the clean image the network estimates; its gradient goes through the network, one
   * more call of it a step (Chung et al. 2023).
   */
  CLEAN_ESTIMATE
}
