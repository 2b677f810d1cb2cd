package org.purify4j.diffusion.chain;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Reports the progress of a purification after a reverse step.
 *
 * @param batch number of the batch within the call, from 0
 * @param batches number of batches in the call
 * @param round number of the round, from 0
 * @param rounds number of rounds
 * @param step number of steps of the round taken so far, from 1
 * @param steps number of steps in the round
 * @param x the images after the step, {@code [b, c, h, w]} in [−1, 1] units, rows beyond the images
 *     being padding; valid only during the call, and not to be modified
 */
public record StepEvent(
    int batch, int batches, int round, int rounds, int step, int steps, INDArray x) {
  /** Returns this event as that of one of several batches. */
  StepEvent inBatch(int newBatch, int newBatches) {
    return new StepEvent(newBatch, newBatches, round, rounds, step, steps, x);
  }
}
