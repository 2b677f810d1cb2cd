package org.purify4j.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.purify4j.cli.shell.JsonFile;
import org.purify4j.evaluate.Assumption;
import org.purify4j.evaluate.Environment;
import org.purify4j.evaluate.FileReference;
import org.purify4j.evaluate.RobustnessReport;
import org.purify4j.protocol.claim.Claim;
import org.purify4j.sweep.SweepReport;

/**
 * Purifiers, assumptions, settings, files and environment of a result, as the closing sections of a
 * report.
 */
public final class ProvenanceTables {
  private ProvenanceTables() {}

  /** The tables of an evaluation by title, in order. */
  public static Map<String, TextTable> of(RobustnessReport report) {
    return of(
        PurifierTable.of(report.defences()),
        report.assumptions(),
        settings(report.settings()),
        report.files(),
        report.environment());
  }

  /** The tables of a sweep by title, in order. */
  static Map<String, TextTable> of(SweepReport report) {
    ObjectNode settings = report.settings().deepCopy();
    settings.setAll((ObjectNode) report.grid());
    return of(
        PurifierTable.of(report),
        report.assumptions(),
        settings(settings),
        report.files(),
        report.environment());
  }

  /** The tables of a protocol by title, in order. */
  static Map<String, TextTable> of(ProtocolReport report) {
    Claim claim = report.claim();
    Map<String, JsonNode> defences = new LinkedHashMap<>();
    claim.defences().forEach(defence -> defences.put(defence.name(), defence.settings()));
    ObjectNode settings =
        JsonFile.JSON
            .createObjectNode()
            .put("protocol", claim.protocol().name())
            .put("images", report.images())
            .put("draws", claim.protocol().draws())
            .put("deployedRule", claim.protocol().rule().text())
            .put("seed", claim.settings().seed())
            .put("batch", claim.settings().batchSize());
    return of(
        PurifierTable.of(defences),
        claim.assumptions(),
        settings(settings),
        claim.files(),
        claim.environment());
  }

  /** The sections in Markdown, each after an empty line. */
  static String text(Map<String, TextTable> tables) {
    StringBuilder text = new StringBuilder();
    tables.forEach(
        (title, table) -> text.append("\n## " + title + "\n\n").append(table.withItsCaption()));
    return text.toString();
  }

  /** The settings of an evaluation alone. */
  public static TextTable settings(RobustnessReport report) {
    return settings(report.settings());
  }

  private static Map<String, TextTable> of(
      TextTable purifiers,
      List<Assumption> assumptions,
      TextTable settings,
      List<FileReference> files,
      Environment environment) {
    Map<String, TextTable> tables = new LinkedHashMap<>();
    if (!purifiers.rows().isEmpty()) {
      tables.put("Purifiers", purifiers);
    }
    if (!assumptions.isEmpty()) {
      tables.put("Assumed at import", assumptions(assumptions));
    }
    tables.put("Settings", settings);
    tables.put("Files", files(files));
    tables.put("Computed with", environment(environment));
    return tables;
  }

  private static TextTable assumptions(List<Assumption> assumptions) {
    return new TextTable(
        "Neither the checkpoint nor anyone said so; where it is wrong, so are the figures.",
        List.of("file", "what", "assumed value", "as"),
        assumptions.stream().map(a -> List.of(a.role(), a.name(), a.value(), a.source())).toList());
  }

  private static TextTable settings(JsonNode settings) {
    List<List<String>> rows = new ArrayList<>();
    for (Map.Entry<String, JsonNode> setting : settings.properties()) {
      JsonNode value = setting.getValue();
      rows.add(
          List.of(
              SettingName.words(setting.getKey()),
              value.isValueNode() ? value.asText() : value.toString()));
    }
    return new TextTable("Settings of the run.", List.of("setting", "value"), rows);
  }

  private static TextTable files(List<FileReference> references) {
    List<List<String>> rows = new ArrayList<>();
    for (FileReference file : references) {
      rows.add(List.of(file.role(), file.path(), file.sha256()));
    }
    return new TextTable("Files that were read.", List.of("role", "file", "SHA-256"), rows);
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
    return new TextTable("Software and hardware.", List.of("what", "which"), rows);
  }
}
