package org.purify4j.diffusion.sampler;

import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The inputs, besides x_t, of a reverse step that calls the network once. The arrays are not
 * modified.
 *
 * @param output the network's output {@code [b, o, h, w]}: ε in its first c channels, the variance
 *     interpolation in the next c if that is learned
 * @param guidance s·g, the scaled gradient of the guidance energy, {@code [b, c, h, w]}; empty if
 *     unguided
 * @param noise N(0, 1) numbers, {@code [b, c, h, w]}; may be empty if the step adds no noise
 */
public record StepInputs(INDArray output, Optional<INDArray> guidance, Optional<INDArray> noise) {
  static StepInputs of(GuidedOutput network, Optional<INDArray> noise) {
    return new StepInputs(network.output(), network.guidance(), noise);
  }

  INDArray requireNoise() {
    return noise.orElseThrow(
        () ->
            new IllegalArgumentException(
                "noise: got none, must be given at a step that adds noise"));
  }
}
