package org.purify4j.diffusion.sampler;

import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The output of a {@link GuidedNetwork} for one noisy image. The arrays must not be modified.
 *
 * @param output the network's output {@code [b, o, h, w]}: ε in its first c channels, the variance
 *     interpolation in the next c if that is learned. It belongs to the network, whose next call
 *     overwrites it
 * @param guidance s·g, the scaled gradient of the guidance energy, {@code [b, c, h, w]}; empty if
 *     unguided
 */
public record GuidedOutput(INDArray output, Optional<INDArray> guidance) {}
