package org.purify4j.cli.command.train;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.Set;
import org.purify4j.cli.shell.JsonFile;

/** Where two values differ, by the names of their fields. */
final class Difference {
  private Difference() {}

  /**
   * The first difference, such as {@code network.blocks: 1 there, 2 here}; empty if there is none.
   *
   * @param name of the values
   */
  static String first(String name, Object there, Object here) {
    return first(name, JsonFile.JSON.valueToTree(there), JsonFile.JSON.<JsonNode>valueToTree(here));
  }

  private static String first(String name, JsonNode there, JsonNode here) {
    if (there.equals(here)) {
      return "";
    }
    if (!there.isObject() || !here.isObject()) {
      return name + ": " + text(there) + " there, " + text(here) + " here";
    }
    Set<String> fields = new LinkedHashSet<>();
    here.fieldNames().forEachRemaining(fields::add);
    there.fieldNames().forEachRemaining(fields::add);
    return fields.stream()
        .map(field -> first(name + "." + field, there.path(field), here.path(field)))
        .filter(difference -> !difference.isEmpty())
        .findFirst()
        .orElse("");
  }

  private static String text(JsonNode value) {
    return value.isMissingNode() ? "none" : value.isTextual() ? value.asText() : value.toString();
  }
}
