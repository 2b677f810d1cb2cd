package org.purify4j.diffusion.chain;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Tells how far a purification has come: one reverse step has been taken.
 *
 * @param batch which batch of the call, from 0
 * @param batches of how many
 * @param round which round, from 0
 * @param rounds of how many
 * @param step how many steps of the round have been taken, from 1
 * @param steps of how many
 * @param x the image as it now is, {@code [b, c, h, w]} in [−1, 1] units, rows beyond the images
 *     being padding; to be looked at during the call only and not modified
 */
public record StepEvent(
    int batch, int batches, int round, int rounds, int step, int steps, INDArray x) {
  /** The same step, seen as that of one of several batches. */
  StepEvent inBatch(int newBatch, int newBatches) {
    return new StepEvent(newBatch, newBatches, round, rounds, step, steps, x);
  }
}
