package org.purify4j.importers.checkpoint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Averaged weights kept as a list in the order in which PyTorch registers parameters, without their
 * names ({@code shadow_params} of score_sde and torch_ema). The names come from the state dict
 * beside it, which has the same order but also holds buffers and parameters that were not trained;
 * the list is laid on it by shapes, and only if there is one way to do so.
 */
final class NamelessAverage {
  private static final String LIST = "shadow_params";
  private static final Set<String> STATISTICS =
      Set.of("running_mean", "running_var", "num_batches_tracked");

  private final List<StridedTensor> averages;
  private final List<String> names = new ArrayList<>();
  private final List<long[]> shapes = new ArrayList<>();
  private final Map<String, StridedTensor> named;

  private NamelessAverage(List<StridedTensor> averages, Map<String, StridedTensor> named) {
    this.averages = averages;
    this.named = named;
    named.forEach(
        (name, tensor) -> {
          boolean statistic = STATISTICS.contains(name.substring(name.lastIndexOf('.') + 1));
          if (!statistic && tensor.storage().type().isFloating()) {
            names.add(name);
            shapes.add(tensor.shape());
          }
        });
  }

  /** The list that an entry of a training wrapper holds; empty if it holds none. */
  static List<StridedTensor> in(@Nullable Object entry) {
    Object candidate = entry instanceof Map<?, ?> dict ? dict.get(LIST) : entry;
    List<StridedTensor> list = new ArrayList<>();
    if (candidate instanceof List<?> items) {
      for (Object item : items) {
        if (!(item instanceof StridedTensor tensor)) {
          return List.of();
        }
        list.add(tensor);
      }
    }
    return list;
  }

  /**
   * The averages under their names, and the rest as it is.
   *
   * @param averages in registration order
   * @param named the raw state dict, in the order of the file
   * @throws MalformedFileException if the list does not fit, or fits in more than one way
   */
  static Map<String, StridedTensor> name(
      List<StridedTensor> averages, Map<String, StridedTensor> named)
      throws MalformedFileException {
    return new NamelessAverage(averages, named).merged();
  }

  private Map<String, StridedTensor> merged() throws MalformedFileException {
    int[] first = fromTheFront();
    int[] last = fromTheBack();
    Map<String, StridedTensor> merged = new LinkedHashMap<>(named);
    for (int i = 0; i < first.length; i++) {
      if (first[i] != last[i]) {
        throw misfit(i, "could be " + names.get(first[i]) + " or " + names.get(last[i]));
      }
      merged.put(names.get(first[i]), averages.get(i));
    }
    return merged;
  }

  /** For each average the earliest name it can have. */
  private int[] fromTheFront() throws MalformedFileException {
    int[] places = new int[averages.size()];
    int next = 0;
    for (int i = 0; i < places.length; i++) {
      while (next < names.size() && !fits(i, next)) {
        next++;
      }
      if (next == names.size()) {
        throw misfit(i, "has no counterpart");
      }
      places[i] = next++;
    }
    return places;
  }

  /** For each average the latest name it can have; there is one if there is an earliest. */
  private int[] fromTheBack() {
    int[] places = new int[averages.size()];
    int next = names.size() - 1;
    for (int i = places.length - 1; i >= 0; i--) {
      while (!fits(i, next)) {
        next--;
      }
      places[i] = next--;
    }
    return places;
  }

  private boolean fits(int average, int name) {
    return Arrays.equals(averages.get(average).shape(), shapes.get(name));
  }

  private MalformedFileException misfit(int index, String problem) {
    return new MalformedFileException(
        "the "
            + averages.size()
            + " averaged weights without names do not fit the "
            + names.size()
            + " named ones: number "
            + index
            + ", "
            + averages.get(index).info()
            + ", "
            + problem
            + " (the raw weights can be had by --ema off)");
  }
}
