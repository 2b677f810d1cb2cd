package org.purify4j.diffusion.chain;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Purified images that remember how they were made, for their gradient. */
public interface Purification {
  /** {@code [n, c, h, w]} in [0, 1]; not to be modified. */
  INDArray images();

  /**
   * The gradient with respect to the images that were purified.
   *
   * @param ofPurified dL/dimages, {@code [n, c, h, w]}, not modified
   * @return {@code [n, c, h, w]}, freshly allocated
   */
  INDArray gradient(INDArray ofPurified);
}
