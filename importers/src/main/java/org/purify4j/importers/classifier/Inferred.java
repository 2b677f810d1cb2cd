package org.purify4j.importers.classifier;

import java.util.LinkedHashMap;
import java.util.Map;

/** Hyper-parameters for people, in the order in which they were noted. */
final class Inferred {
  private final Map<String, String> values = new LinkedHashMap<>();

  /** Notes one more. */
  Inferred with(String name, Object value) {
    values.put(name, String.valueOf(value));
    return this;
  }

  Map<String, String> values() {
    return values;
  }
}
