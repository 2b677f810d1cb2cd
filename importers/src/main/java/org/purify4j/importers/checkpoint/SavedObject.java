package org.purify4j.importers.checkpoint;

import java.util.List;
import java.util.Map;

/** Says in words what a pickle held, where it was not what was looked for. */
final class SavedObject {
  private static final int MOST_SHOWN = 6;

  private SavedObject() {}

  /** Whether some value of a dictionary is a tensor. */
  static boolean holdsTensors(Map<?, ?> dict) {
    return dict.values().stream().anyMatch(StridedTensor.class::isInstance);
  }

  static String describe(Object value) {
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

  private static String describe(Map.Entry<?, ?> entry) {
    return entry.getValue() instanceof Inert inert
        ? entry.getKey() + " (a " + inert.name() + ")"
        : entry.getKey().toString();
  }
}
