package org.purify4j.importers.checkpoint;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Mean and standard deviation by which a network normalises its input, where they lie among its
 * weights: as {@code mu} and {@code sigma} or {@code mean} and {@code std} of the network itself,
 * or of a layer before it.
 *
 * @param names of the two, mean first; empty if there are none
 * @param tensors the two under {@link Checkpoint#INPUT_MEAN} and {@link Checkpoint#INPUT_STD}
 */
record InputStatistics(List<String> names, Map<String, StridedTensor> tensors) {
  private static final Map<String, String> PAIRS =
      Map.of("mu", "sigma", "mean", "std", "_mean", "_std");

  private static final List<String> LAYERS =
      List.of("", "normalize.", "normalizer.", "normalization.", "norm.", "norm_layer.", "0.");

  /** Those of a state dict. */
  static InputStatistics in(Map<String, StridedTensor> tensors) {
    for (String layer : LAYERS) {
      for (Map.Entry<String, String> pair : PAIRS.entrySet()) {
        String meanName = layer + pair.getKey();
        String stdName = layer + pair.getValue();
        Optional<StridedTensor> mean = perChannel(tensors, meanName);
        Optional<StridedTensor> std = perChannel(tensors, stdName);
        if (mean.isPresent() && std.isPresent()) {
          return new InputStatistics(
              List.of(meanName, stdName),
              Map.of(Checkpoint.INPUT_MEAN, mean.get(), Checkpoint.INPUT_STD, std.get()));
        }
      }
    }
    return new InputStatistics(List.of(), Map.of());
  }

  boolean found() {
    return !names.isEmpty();
  }

  /** One number for each of one or three channels, in any shape. */
  private static Optional<StridedTensor> perChannel(
      Map<String, StridedTensor> tensors, String name) {
    return Optional.ofNullable(tensors.get(name))
        .filter(tensor -> tensor.storage().type().isFloating())
        .filter(tensor -> tensor.info().elements() == 1 || tensor.info().elements() == 3);
  }
}
