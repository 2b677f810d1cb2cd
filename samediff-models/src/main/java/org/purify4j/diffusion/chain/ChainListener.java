package org.purify4j.diffusion.chain;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Is told about each reverse step of a batch. */
@FunctionalInterface
public interface ChainListener {
  /**
   * A step has been taken.
   *
   * @param round which round, from 0
   * @param step how many steps of the round have been taken, from 1
   * @param steps of how many
   * @param x the image as it now is; to be looked at during the call only and not modified
   */
  void stepped(int round, int step, int steps, INDArray x);

  /**
   * A step is about to be taken.
   *
   * @throws java.util.concurrent.CancellationException to stop the purification
   */
  default void beforeStep() {}
}
