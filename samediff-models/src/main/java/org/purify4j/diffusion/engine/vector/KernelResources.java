package org.purify4j.diffusion.engine.vector;

/**
 * The threads, memory and weights that the kernels of one plan share.
 *
 * @param workers threads that run the kernels
 * @param scratch memory of each thread
 * @param buffers memory of the plan
 * @param weights packed weights
 * @param transforms whether 3×3 kernels may be transformed
 */
record KernelResources(
    WorkerThreads workers,
    Scratch scratch,
    Buffers buffers,
    PackedWeights weights,
    boolean transforms) {}
