package org.purify4j.diffusion.sampler;

import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a {@link GuidedNetwork} says of a noisy image. Arrays are not modified.
 *
 * @param output the network's output {@code [b, o, h, w]}: ε in its first c channels, the variance
 *     interpolation in the next c if that is learned. It belongs to the network, which overwrites
 *     it when it is asked again
 * @param guidance s·g, the scaled gradient of the guidance energy, {@code [b, c, h, w]}; empty if
 *     unguided
 */
public record GuidedOutput(INDArray output, Optional<INDArray> guidance) {}
