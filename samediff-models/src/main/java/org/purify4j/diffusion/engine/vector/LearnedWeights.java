package org.purify4j.diffusion.engine.vector;

import java.util.OptionalInt;
import org.purify4j.diffusion.network.Op;
import org.purify4j.diffusion.network.Parameters;

/**
 * Weights in training and their gradients, as the kernels read and write them.
 *
 * @param weights as they are
 * @param gradient overwritten, each tensor by the one kernel that has it
 * @param workspace for sums
 */
record LearnedWeights(Parameters weights, Parameters gradient, GradientWorkspace workspace) {
  /** Where the gradient of a convolution's bias goes, if it has one. */
  OptionalInt biasOffset(Op.Convolution op) {
    return op.bias().map(gradient::offset).map(OptionalInt::of).orElseGet(OptionalInt::empty);
  }
}
