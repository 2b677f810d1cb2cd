package org.purify4j.importers.checkpoint;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the state dict in a saved object: the object itself, an entry of a training wrapper
 * (averaged weights before the raw ones), or an item of a list.
 */
final class StateDictFinder {
  /** Where training programs keep exponential moving averages of the weights. */
  private static final List<String> AVERAGED =
      List.of("ema", "model_ema", "state_dict_ema", "ema_state_dict", "ema_model", "params_ema");

  /** Where they keep the weights themselves. */
  private static final List<String> RAW =
      List.of("state_dict", "model_state_dict", "model", "net", "module", "params");

  /** What data-parallel training puts before every name. */
  private static final String PARALLEL = "module.";

  private static final List<String> PREFIXES = List.of(PARALLEL, "model.", "_orig_mod.");

  private static final int DEEPEST = 4;
  private static final int MOST_SHOWN = 6;

  /** The tensors under their bare names, in file order, and how they were reached. */
  record Found(Map<String, StridedTensor> tensors, WeightSelection selection) {}

  private final List<String> notes = new ArrayList<>();

  /** Finds the weights, or says what there is instead. */
  static Found find(Object root) throws MalformedFileException {
    StateDictFinder finder = new StateDictFinder();
    List<String> path = new ArrayList<>();
    Optional<Map<?, ?>> dict = finder.search(root, path);
    if (dict.isEmpty()) {
      throw new MalformedFileException("no state dict in it: got " + describe(root));
    }
    Map<String, StridedTensor> tensors = finder.tensors(dict.get());
    List<String> prefixes = new ArrayList<>();
    Map<String, StridedTensor> bare = withoutPrefixes(tensors, prefixes);
    return new Found(bare, new WeightSelection(path, prefixes, finder.notes));
  }

  private Optional<Map<?, ?>> search(Object value, List<String> path) {
    if (path.size() > DEEPEST) {
      return Optional.empty();
    }
    if (value instanceof List<?> list) {
      return searchList(list, path);
    }
    if (!(value instanceof Map<?, ?> dict)) {
      return Optional.empty();
    }
    for (List<String> keys : List.of(AVERAGED, RAW)) {
      for (String key : keys) {
        if (dict.containsKey(key)) {
          Optional<Map<?, ?>> found = step(dict.get(key), key, path);
          if (found.isPresent()) {
            noteOthers(dict, key);
            return found;
          }
        }
      }
    }
    return dict.values().stream().anyMatch(StridedTensor.class::isInstance)
        ? Optional.of(dict)
        : Optional.empty();
  }

  /** The first item that leads to a state dict; or the last, if it repeats the first's names. */
  private Optional<Map<?, ?>> searchList(List<?> list, List<String> path) {
    for (int i = 0; i < list.size(); i++) {
      int before = path.size();
      Optional<Map<?, ?>> found = step(list.get(i), Integer.toString(i), path);
      if (found.isPresent()) {
        int last = list.size() - 1;
        if (last > i
            && list.get(last) instanceof Map<?, ?> average
            && average.values().stream().anyMatch(StridedTensor.class::isInstance)
            && bareNames(average).equals(bareNames(found.get()))) {
          path.subList(before, path.size()).clear();
          path.add(Integer.toString(last));
          notes.add("taken for the average of the weights at " + i);
          return Optional.of(average);
        }
        return found;
      }
    }
    return Optional.empty();
  }

  private Optional<Map<?, ?>> step(Object entry, String key, List<String> path) {
    int before = path.size();
    path.add(key);
    Optional<Map<?, ?>> found = search(entry, path);
    if (found.isEmpty()) {
      path.subList(before, path.size()).clear();
    }
    return found;
  }

  private void noteOthers(Map<?, ?> dict, String chosen) {
    for (List<String> keys : List.of(AVERAGED, RAW)) {
      for (String key : keys) {
        if (!key.equals(chosen) && dict.containsKey(key)) {
          boolean preferred = AVERAGED.contains(key) && !AVERAGED.contains(chosen);
          notes.add(
              preferred
                  ? "averaged weights under " + key + " have no names and were not used"
                  : chosen + " chosen over " + key);
        }
      }
    }
  }

  private Map<String, StridedTensor> tensors(Map<?, ?> dict) throws MalformedFileException {
    Map<String, StridedTensor> tensors = new LinkedHashMap<>();
    int skipped = 0;
    for (Map.Entry<?, ?> entry : dict.entrySet()) {
      if (entry.getValue() instanceof Inert inert) {
        throw new MalformedFileException(
            "entry "
                + entry.getKey()
                + " of the state dict: got "
                + inert.name()
                + ", must be a tensor of a plain number type");
      }
      if (entry.getKey() instanceof String name
          && entry.getValue() instanceof StridedTensor tensor) {
        tensors.put(name, tensor);
      } else {
        skipped++;
      }
    }
    if (skipped > 0) {
      notes.add(skipped + " entries that are no tensors were skipped");
    }
    return tensors;
  }

  private static Set<String> bareNames(Map<?, ?> dict) {
    Set<String> names = new HashSet<>();
    for (Object key : dict.keySet()) {
      if (key instanceof String name) {
        names.add(name.startsWith(PARALLEL) ? name.substring(PARALLEL.length()) : name);
      }
    }
    return names;
  }

  /** Takes off prefixes that all names share, layer by layer. */
  private static Map<String, StridedTensor> withoutPrefixes(
      Map<String, StridedTensor> tensors, List<String> removed) {
    Map<String, StridedTensor> bare = tensors;
    for (int layer = 0; layer < DEEPEST; layer++) {
      Optional<String> shared = sharedPrefix(bare.keySet());
      if (shared.isEmpty()) {
        break;
      }
      Map<String, StridedTensor> shorter = new LinkedHashMap<>();
      bare.forEach((name, tensor) -> shorter.put(name.substring(shared.get().length()), tensor));
      bare = shorter;
      removed.add(shared.get());
    }
    return bare;
  }

  private static Optional<String> sharedPrefix(Set<String> names) {
    return PREFIXES.stream()
        .filter(prefix -> names.stream().allMatch(name -> name.startsWith(prefix)))
        .findFirst();
  }

  private static String describe(Map.Entry<?, ?> entry) {
    return entry.getValue() instanceof Inert inert
        ? entry.getKey() + " (a " + inert.name() + ")"
        : entry.getKey().toString();
  }

  private static String describe(Object value) {
    if (value instanceof Map<?, ?> dict) {
      StringBuilder text = new StringBuilder("a dictionary of " + dict.size() + " entries");
      dict.entrySet().stream()
          .filter(entry -> entry.getKey() instanceof String)
          .limit(MOST_SHOWN)
          .forEach(entry -> text.append(", ").append(describe(entry)));
      return text.append(", none of them weights").toString();
    }
    if (value instanceof List<?> list) {
      return "a list of " + list.size() + " items, none of them named weights";
    }
    if (value instanceof Inert inert) {
      return "a pickled "
          + inert.name()
          + " (in PyTorch, save model.state_dict() instead of the model)";
    }
    return value instanceof StridedTensor ? "a single tensor" : "no dictionary";
  }
}
