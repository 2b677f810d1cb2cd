package org.purify4j.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.purify4j.evaluate.Environment;
import org.purify4j.evaluate.FileReference;

/** Settings, files and environment of a result, as the closing sections of a report. */
public final class ProvenanceTables {
  private ProvenanceTables() {}

  /**
   * The sections in Markdown, each after an empty line.
   *
   * @param settings of the run
   * @param files that it read
   * @param environment software and hardware that it was computed with
   */
  static String text(JsonNode settings, List<FileReference> files, Environment environment) {
    StringBuilder text = new StringBuilder();
    of(settings, files, environment)
        .forEach((title, table) -> text.append("\n## " + title + "\n\n").append(table));
    return text.toString();
  }

  /** The tables by title, in order. */
  public static Map<String, TextTable> of(
      JsonNode settings, List<FileReference> files, Environment environment) {
    Map<String, TextTable> tables = new LinkedHashMap<>();
    tables.put("Settings", settings(settings));
    tables.put("Files", files(files));
    tables.put("Computed with", environment(environment));
    return tables;
  }

  private static TextTable settings(JsonNode settings) {
    List<List<String>> rows = new ArrayList<>();
    for (Map.Entry<String, JsonNode> setting : settings.properties()) {
      JsonNode value = setting.getValue();
      rows.add(List.of(setting.getKey(), value.isValueNode() ? value.asText() : value.toString()));
    }
    return new TextTable(List.of("setting", "value"), rows);
  }

  private static TextTable files(List<FileReference> references) {
    boolean assumed = references.stream().anyMatch(file -> !file.assumed().isEmpty());
    List<String> heading = new ArrayList<>(List.of("role", "file", "SHA-256"));
    List<List<String>> rows = new ArrayList<>();
    for (FileReference file : references) {
      List<String> row = new ArrayList<>(List.of(file.role(), file.path(), file.sha256()));
      if (assumed) {
        row.add(file.assumed());
      }
      rows.add(row);
    }
    if (assumed) {
      heading.add("assumed at its import");
    }
    return new TextTable(heading, rows);
  }

  private static TextTable environment(Environment environment) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("program", environment.program()));
    environment.versions().forEach((name, version) -> rows.add(List.of(name, version)));
    rows.add(List.of("Java", environment.java()));
    rows.add(List.of("system", environment.system()));
    rows.add(List.of("processor", environment.processor()));
    rows.add(List.of("processors", String.valueOf(environment.processors())));
    rows.add(List.of("backend", environment.backend()));
    rows.add(List.of("engine", environment.engine()));
    rows.add(List.of("native threads", String.valueOf(environment.threads())));
    return new TextTable(List.of("what", "which"), rows);
  }
}
