package org.purify4j.importers.checkpoint;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the state dict in a saved object: the object itself, an entry of a training wrapper
 * (averaged weights before the raw ones, unless those are wanted), or an item of a list.
 */
final class StateDictFinder {
  /** Where training programs keep exponential moving averages of the weights. */
  private static final List<String> AVERAGED =
      List.of(
          "ema",
          "model_ema",
          "state_dict_ema",
          "ema_state_dict",
          "ema_model",
          "params_ema",
          "shadow_params");

  /** Where they keep the weights themselves. */
  private static final List<String> RAW =
      List.of("state_dict", "model_state_dict", "model", "net", "module", "params");

  /** What the profiler thop leaves in every module. */
  private static final Set<String> PROFILER = Set.of("total_ops", "total_params");

  private static final int LONGEST_NAME = 1 << 10;
  private static final int DEEPEST = 4;

  /** The tensors under their bare names, in file order, and how they were reached. */
  record Found(Map<String, StridedTensor> tensors, WeightSelection selection) {}

  private final Averages wanted;
  private final List<String> notes = new ArrayList<>();

  /** Averages that lie beside the raw weights found, if they have no names. */
  private List<StridedTensor> nameless = List.of();

  /** Least depth at which a dictionary or list led nowhere, so that shared ones cost once. */
  private final Map<Object, Integer> deadEnds = new IdentityHashMap<>();

  private StateDictFinder(Averages wanted) {
    this.wanted = wanted;
  }

  /** Finds the weights, or says what there is instead. */
  static Found find(Object root, Averages wanted) throws MalformedFileException {
    StateDictFinder finder = new StateDictFinder(wanted);
    List<String> path = new ArrayList<>();
    Optional<Map<?, ?>> dict = finder.search(root, path);
    if (dict.isEmpty()) {
      throw new MalformedFileException("no state dict in it: got " + SavedObject.describe(root));
    }
    Map<String, StridedTensor> tensors = finder.tensors(dict.get());
    if (!finder.nameless.isEmpty()) {
      tensors = NamelessAverage.name(finder.nameless, tensors);
    }
    List<String> prefixes = new ArrayList<>();
    Map<String, StridedTensor> bare =
        new NamePrefixes(wanted, prefixes, finder.notes).strip(tensors);
    return new Found(bare, new WeightSelection(path, prefixes, finder.notes));
  }

  private Optional<Map<?, ?>> search(Object value, List<String> path) {
    boolean composite = value instanceof List<?> || value instanceof Map<?, ?>;
    if (!composite || path.size() >= deadEnds.getOrDefault(value, DEEPEST + 1)) {
      return Optional.empty();
    }
    Optional<Map<?, ?>> found =
        value instanceof Map<?, ?> dict
            ? searchDict(dict, path)
            : searchList((List<?>) value, path);
    if (found.isEmpty()) {
      deadEnds.put(value, path.size());
    }
    return found;
  }

  private Optional<Map<?, ?>> searchDict(Map<?, ?> dict, List<String> path) {
    if (wanted == Averages.PREFERRED) {
      for (String key : AVERAGED) {
        Optional<Map<?, ?>> found = entry(dict, key, path);
        if (found.isPresent()) {
          noteOthers(dict, key);
          return found;
        }
      }
    }
    for (String key : RAW) {
      Optional<Map<?, ?>> found = entry(dict, key, path);
      if (found.isPresent()) {
        noteOthers(dict, key);
        takeNameless(dict, key);
        return found;
      }
    }
    return SavedObject.holdsTensors(dict) ? Optional.of(dict) : Optional.empty();
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
            && SavedObject.holdsTensors(average)
            && bareNames(average).equals(bareNames(found.get()))) {
          if (wanted == Averages.IGNORED) {
            notes.add("averaged weights at " + last + " were not wanted");
            return found;
          }
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

  private Optional<Map<?, ?>> entry(Map<?, ?> dict, String key, List<String> path) {
    return Optional.ofNullable(dict.get(key)).flatMap(entry -> step(entry, key, path));
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
    for (String key : RAW) {
      if (!key.equals(chosen) && dict.containsKey(key)) {
        notes.add(chosen + " chosen over " + key);
      }
    }
    for (String key : AVERAGED) {
      if (!key.equals(chosen) && dict.containsKey(key)) {
        if (AVERAGED.contains(chosen)) {
          notes.add(chosen + " chosen over " + key);
        } else if (wanted == Averages.IGNORED) {
          notes.add("averaged weights under " + key + " were not wanted");
        } else if (NamelessAverage.in(dict.get(key)).isEmpty()) {
          notes.add(key + " holds no averaged weights");
        }
      }
    }
  }

  private void takeNameless(Map<?, ?> dict, String named) {
    if (wanted == Averages.PREFERRED && nameless.isEmpty()) {
      for (String key : AVERAGED) {
        List<StridedTensor> list = NamelessAverage.in(dict.get(key));
        if (!list.isEmpty()) {
          nameless = list;
          notes.add(list.size() + " averaged weights under " + key + " take the names of " + named);
          return;
        }
      }
    }
  }

  private Map<String, StridedTensor> tensors(Map<?, ?> dict) throws MalformedFileException {
    Map<String, StridedTensor> tensors = new LinkedHashMap<>();
    int skipped = 0;
    int counters = 0;
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
        if (name.length() > LONGEST_NAME) {
          throw new MalformedFileException(
              "a tensor's name has "
                  + name.length()
                  + " characters, must have at most "
                  + LONGEST_NAME);
        }
        if (PROFILER.contains(name.substring(name.lastIndexOf('.') + 1))) {
          counters++;
        } else {
          tensors.put(name, tensor);
        }
      } else {
        skipped++;
      }
    }
    if (counters > 0) {
      notes.add(counters + " counters of a profiler were skipped");
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
        String parallel = NamePrefixes.PARALLEL;
        names.add(name.startsWith(parallel) ? name.substring(parallel.length()) : name);
      }
    }
    return names;
  }
}
