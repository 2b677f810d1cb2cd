package org.purify4j.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.purify4j.diffusion.archive.AtomicFile;

/** A report to be read: the tables, what they rest on, and every setting. */
public final class MarkdownReport {
  private MarkdownReport() {}

  /** Writes it, whole or not at all. */
  public static void write(RobustnessReport report, Path file) throws IOException {
    byte[] text = text(report).getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(file, out -> out.write(text));
  }

  /** The text. */
  public static String text(RobustnessReport report) {
    StringBuilder text = new StringBuilder("# Robustness report\n\n");
    text.append(report.created()).append(", ").append(report.images().size()).append(" images\n\n");
    text.append(ReportTables.accuracy(report));
    TextTable draws = ReportTables.draws(report);
    if (!draws.rows().isEmpty()) {
      text.append("\nOver fresh draws of the defence:\n\n").append(draws);
    }
    text.append('\n');
    report.notes().forEach(note -> text.append("- ").append(note).append('\n'));
    text.append("\n## Settings\n\n").append(settings(report.settings()));
    text.append("\n## Files\n\n").append(files(report));
    text.append("\n## Computed with\n\n").append(environment(report.environment()));
    return text.toString();
  }

  private static TextTable settings(JsonNode settings) {
    List<List<String>> rows = new ArrayList<>();
    for (Map.Entry<String, JsonNode> setting : settings.properties()) {
      JsonNode value = setting.getValue();
      rows.add(List.of(setting.getKey(), value.isValueNode() ? value.asText() : value.toString()));
    }
    return new TextTable(List.of("setting", "value"), rows);
  }

  private static TextTable files(RobustnessReport report) {
    List<List<String>> rows = new ArrayList<>();
    for (FileReference file : report.files()) {
      rows.add(List.of(file.role(), file.path(), file.sha256()));
    }
    return new TextTable(List.of("role", "file", "SHA-256"), rows);
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
