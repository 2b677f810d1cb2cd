package org.purify4j.diffusion.unet;

/** How the time enters a residual block. */
public enum TimeInjection {
  /**
   * Scale and shift after the second normalisation (improved DDPM's {@code use_scale_shift_norm}).
   */
  SCALE_SHIFT,
  /** Added before the second normalisation. */
  ADDED
}
