package org.purify4j.diffusion.chain;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.gradient.Tape;

/**
 * What is kept of a step for the backward pass.
 *
 * @param x x_t before the step
 * @param calls the tapes of its network calls in their order; none if they were not recorded as
 *     they were made
 */
record RecordedStep(INDArray x, List<Tape> calls) {
  RecordedStep(INDArray x) {
    this(x, new ArrayList<>());
  }
}
