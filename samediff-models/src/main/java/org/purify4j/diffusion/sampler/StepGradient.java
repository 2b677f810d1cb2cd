package org.purify4j.diffusion.sampler;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The gradient of a loss with respect to the inputs of a reverse step, freshly allocated.
 *
 * @param state with respect to x_t directly, the network's output and the guidance held fixed, and
 *     to the previous estimate
 * @param output with respect to the network's output, {@code [b, o, h, w]}
 * @param guidance with respect to the scaled guidance gradient s·g, {@code [b, c, h, w]}
 */
public record StepGradient(SamplerState state, INDArray output, INDArray guidance) {}
