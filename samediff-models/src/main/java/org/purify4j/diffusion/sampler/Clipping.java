package org.purify4j.diffusion.sampler;

/** Whether the clean image that a reverse step estimates is clipped to the range of images. */
public enum Clipping {
  /** x̂_0 is clipped to [−1, 1]; where it is clipped, its derivative is 0. */
  UNIT_RANGE,
  /** x̂_0 is not clipped. */
  NONE
}
