package org.purify4j.importers.checkpoint;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Takes wrappers off the names of a state dict: chooses between raw weights and an average that lie
 * side by side under prefixes, and removes prefixes that every name carries.
 */
final class NamePrefixes {
  /** What data-parallel training puts before every name. */
  static final String PARALLEL = "module.";

  /** What averaging modules put before the names of the average; lucidrains' comes first. */
  private static final List<String> AVERAGED =
      List.of("ema_model.", "model_ema.", "net_ema.", "ema.");

  /** What they put before the raw ones. */
  private static final String ONLINE = "online_model.";

  /** The counter of torch's AveragedModel, which holds nothing but an average. */
  private static final String AVERAGED_MODEL = "n_averaged";

  /** Counters that averaging modules keep among the weights. */
  private static final Set<String> COUNTERS = Set.of("initted", "step", AVERAGED_MODEL);

  private static final List<String> SHARED =
      Stream.concat(
              Stream.of(PARALLEL, "model.", "_orig_mod.", "net.", "network.", "unet.", "1."),
              AVERAGED.stream())
          .toList();

  private static final int DEEPEST = 4;

  private final Averages wanted;
  private final List<String> removed;
  private final List<String> notes;

  /**
   * @param wanted which weights are
   * @param removed is given the prefixes taken off, outermost first
   * @param notes is told of choices
   */
  NamePrefixes(Averages wanted, List<String> removed, List<String> notes) {
    this.wanted = wanted;
    this.removed = removed;
    this.notes = notes;
  }

  /** The chosen tensors under their bare names. */
  Map<String, StridedTensor> strip(Map<String, StridedTensor> tensors)
      throws MalformedFileException {
    Map<String, StridedTensor> bare = bare(chosen(tensors));
    boolean average =
        tensors.containsKey(AVERAGED_MODEL) || removed.stream().anyMatch(AVERAGED::contains);
    if (average && wanted == Averages.IGNORED) {
      throw new MalformedFileException("holds averaged weights alone, raw ones were asked for");
    }
    return bare;
  }

  private Map<String, StridedTensor> chosen(Map<String, StridedTensor> tensors) {
    for (String prefix : AVERAGED) {
      Map<String, StridedTensor> average = under(prefix, tensors);
      if (!average.isEmpty()) {
        Map<String, StridedTensor> raw = raw(prefix, tensors);
        if (raw.isEmpty()) {
          return average;
        }
        boolean preferred = wanted == Averages.PREFERRED;
        notes.add(
            preferred
                ? prefix + " chosen over " + raw.size() + " raw weights"
                : "averaged weights under " + prefix + " were not wanted");
        return preferred ? average : raw;
      }
    }
    return tensors.containsKey(AVERAGED_MODEL) ? withoutCounters(tensors) : tensors;
  }

  private static Map<String, StridedTensor> under(
      String prefix, Map<String, StridedTensor> tensors) {
    Map<String, StridedTensor> group = new LinkedHashMap<>(tensors);
    group.keySet().removeIf(name -> !name.startsWith(prefix));
    return group;
  }

  private static Map<String, StridedTensor> raw(
      String averaged, Map<String, StridedTensor> tensors) {
    Map<String, StridedTensor> online = under(ONLINE, tensors);
    if (!online.isEmpty()) {
      return renamed(online, ONLINE);
    }
    Map<String, StridedTensor> others = withoutCounters(tensors);
    others.keySet().removeIf(name -> name.startsWith(averaged));
    return others;
  }

  private static Map<String, StridedTensor> withoutCounters(Map<String, StridedTensor> tensors) {
    Map<String, StridedTensor> weights = new LinkedHashMap<>(tensors);
    weights.keySet().removeAll(COUNTERS);
    return weights;
  }

  /** Without shared prefixes, whether or not they normalise their input. */
  private Map<String, StridedTensor> bare(Map<String, StridedTensor> tensors)
      throws MalformedFileException {
    Map<String, StridedTensor> shorter = withoutShared(tensors);
    InputStatistics statistics = InputStatistics.in(shorter);
    if (!statistics.found()) {
      return shorter;
    }
    Map<String, StridedTensor> others = new LinkedHashMap<>(shorter);
    others.keySet().removeAll(statistics.names());
    Map<String, StridedTensor> bare = new LinkedHashMap<>(withoutShared(others));
    for (Map.Entry<String, StridedTensor> entry : statistics.tensors().entrySet()) {
      if (bare.put(entry.getKey(), entry.getValue()) != null) {
        throw new MalformedFileException("two tensors have the name " + entry.getKey());
      }
    }
    notes.add("images are normalised by " + String.join(" and ", statistics.names()));
    return bare;
  }

  /** Takes off prefixes that all names share, layer by layer. */
  private Map<String, StridedTensor> withoutShared(Map<String, StridedTensor> tensors) {
    Map<String, StridedTensor> bare = tensors;
    for (int layer = 0; layer < DEEPEST; layer++) {
      Optional<String> shared = shared(new ArrayList<>(bare.keySet()));
      if (shared.isEmpty()) {
        break;
      }
      bare = renamed(bare, shared.get());
      removed.add(shared.get());
    }
    return bare;
  }

  private static Optional<String> shared(List<String> names) {
    return SHARED.stream()
        .filter(prefix -> names.stream().allMatch(name -> name.startsWith(prefix)))
        .findFirst();
  }

  private static Map<String, StridedTensor> renamed(
      Map<String, StridedTensor> tensors, String prefix) {
    Map<String, StridedTensor> shorter = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> shorter.put(name.substring(prefix.length()), tensor));
    return shorter;
  }
}
