package org.purify4j.diffusion.vector;

import org.purify4j.diffusion.predictor.Parameters;

/**
 * What kernels need to give the gradients of their weights.
 *
 * @param weights as they are
 * @param gradient overwritten, each tensor by the one kernel that has it
 * @param workspace for sums
 */
record LearnedWeights(Parameters weights, Parameters gradient, GradientWorkspace workspace) {}
