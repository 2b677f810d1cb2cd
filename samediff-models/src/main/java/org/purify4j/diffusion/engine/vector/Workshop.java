package org.purify4j.diffusion.engine.vector;

/**
 * What kernels are built with.
 *
 * @param team threads that run them
 * @param scratch memory of each thread
 * @param buffers memory of the plan
 * @param weights packed weights
 * @param transforms whether 3×3 kernels may be transformed
 */
record Workshop(
    Team team, Scratch scratch, Buffers buffers, PackedWeights weights, boolean transforms) {}
