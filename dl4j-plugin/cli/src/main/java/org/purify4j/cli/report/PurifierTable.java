package org.purify4j.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.purify4j.diffusion.catalogue.Textual;
import org.purify4j.diffusion.chain.PurifierConfig;
import org.purify4j.evaluate.DefenceReport;
import org.purify4j.sweep.SweepReport;
import org.purify4j.sweep.SweepRow;

/** All settings of purifiers, those of a preset spelt out. */
final class PurifierTable {
  private static final String VARIES = "as in the table";

  private PurifierTable() {}

  /** A column for each defence that has settings; no rows if none has. */
  static TextTable of(List<DefenceReport> defences) {
    Map<String, JsonNode> settings = new LinkedHashMap<>();
    defences.forEach(defence -> settings.put(defence.name(), defence.settings()));
    return of(settings);
  }

  /**
   * The same for settings as JSON.
   *
   * @param defences the settings of each by its name
   */
  static TextTable of(Map<String, JsonNode> defences) {
    List<String> header = new ArrayList<>(List.of("setting"));
    List<Map<String, String>> columns = new ArrayList<>();
    defences.forEach(
        (name, settings) -> {
          if (!settings.isEmpty()) {
            header.add(name);
            columns.add(settings(settings));
          }
        });
    List<String> names =
        columns.stream().flatMap(column -> column.keySet().stream()).distinct().toList();
    List<List<String>> rows = new ArrayList<>();
    for (String name : names) {
      List<String> row = new ArrayList<>(List.of(name));
      columns.forEach(column -> row.add(column.getOrDefault(name, "")));
      rows.add(row);
    }
    return new TextTable(header, rows)
        .withCaption("All settings of the purifiers, those of presets included.");
  }

  /** What the purifiers of a sweep have in common. */
  static TextTable of(SweepReport report) {
    List<Map<String, String>> all =
        report.rows().stream()
            .map(SweepRow::purifier)
            .filter(purifier -> !purifier.isEmpty())
            .map(PurifierTable::settings)
            .toList();
    Map<String, String> common = new LinkedHashMap<>();
    for (Map<String, String> one : all) {
      one.forEach((name, value) -> common.merge(name, value, (a, b) -> a.equals(b) ? a : VARIES));
    }
    return new TextTable(
            List.of("setting", "value"),
            common.entrySet().stream().map(e -> List.of(e.getKey(), e.getValue())).toList())
        .withCaption("All settings of the purifiers.");
  }

  private static Map<String, String> settings(JsonNode json) {
    Map<String, String> settings = new LinkedHashMap<>();
    if (!json.has("rounds")) {
      json.properties()
          .forEach(
              entry -> settings.put(SettingName.words(entry.getKey()), text(entry.getValue())));
      return settings;
    }
    PurifierConfig config = PurifierConfig.fromJson(json.toString());
    settings.put(
        "noise level of each round",
        config.rounds().stream().map(Textual::text).collect(Collectors.joining(", ")));
    settings.put("steps", config.respacing().text());
    settings.put("sampler", config.sampler().text());
    settings.put("clipping", config.clipping().name().toLowerCase(Locale.ROOT).replace('_', ' '));
    settings.put("guidance", config.guidance().text());
    settings.put("votes", String.valueOf(config.votes()));
    settings.put("vote rule", config.voteRule().text());
    settings.put("early exit", config.earlyExit().text());
    json.properties().stream()
        .filter(entry -> entry.getKey().equals("seed") || entry.getKey().equals("batchSize"))
        .forEach(entry -> settings.put(SettingName.words(entry.getKey()), text(entry.getValue())));
    return settings;
  }

  private static String text(JsonNode value) {
    return value.isValueNode() ? value.asText() : value.toString();
  }
}
