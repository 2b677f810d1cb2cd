package org.purify4j.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.purify4j.evaluate.Environment;
import org.purify4j.evaluate.FileReference;

/** Whether a sweep may continue another one: everything but the grid must be the same. */
public final class Continuation {
  private Continuation() {}

  /**
   * The first difference, such as {@code steps: 40 there, 20 here}.
   *
   * @param there the report that was written
   * @param here the report that is to continue it
   */
  public static Optional<String> difference(SweepReport there, SweepReport here) {
    Map<String, String> before = facts(there);
    Map<String, String> now = facts(here);
    for (Map<String, String> facts : List.of(now, before)) {
      for (String name : facts.keySet()) {
        if (!Objects.equals(before.get(name), now.get(name))) {
          return Optional.of(
              name
                  + ": "
                  + before.getOrDefault(name, "none")
                  + " there, "
                  + now.getOrDefault(name, "none")
                  + " here");
        }
      }
    }
    return Optional.empty();
  }

  private static Map<String, String> facts(SweepReport report) {
    Map<String, String> facts = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> setting : report.settings().properties()) {
      facts.put(setting.getKey(), setting.getValue().toString());
    }
    for (FileReference file : report.files()) {
      String role = "SHA-256 of the " + file.role();
      facts.merge(role, file.sha256(), (first, next) -> first + " " + next);
    }
    Environment environment = report.environment();
    facts.put("program", environment.program());
    facts.putAll(environment.versions());
    facts.put("processor", environment.processor());
    facts.put("backend", environment.backend());
    return facts;
  }
}
