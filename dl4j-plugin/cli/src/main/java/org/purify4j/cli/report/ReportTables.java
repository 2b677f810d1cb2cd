package org.purify4j.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.purify4j.evaluate.Accuracy;
import org.purify4j.evaluate.DefenceReport;
import org.purify4j.evaluate.ReportNotes;
import org.purify4j.evaluate.RobustnessReport;
import org.purify4j.evaluate.Scenario;

/** The figures of a report as tables. */
public final class ReportTables {
  /** In the place of an accuracy that is not to be believed. */
  private static final String WITHHELD = "withheld";

  private ReportTables() {}

  /** One row for each defence: accuracies with intervals, and cost. */
  public static TextTable accuracy(RobustnessReport report) {
    List<Scenario> scenarios = scenarios(report);
    List<String> header = new ArrayList<>(List.of("defence"));
    scenarios.forEach(scenario -> header.add(words(report).column(scenario)));
    header.addAll(List.of("U-Net calls / image", "s / image"));
    List<List<String>> rows = new ArrayList<>();
    for (DefenceReport defence : report.defences()) {
      List<String> row = new ArrayList<>(List.of(defence.name()));
      scenarios.forEach(scenario -> row.add(accuracy(defence, scenario)));
      row.add(calls(defence.networkCallsPerImage()));
      row.add(number(defence.secondsPerImage(), "%.3f"));
      rows.add(row);
    }
    return new TextTable(words(report).caption("Accuracy"), header, rows);
  }

  /** With a mark where a note says that something else was attacked. */
  private static String accuracy(DefenceReport defence, Scenario scenario) {
    if (!defence.accuracy().containsKey(scenario)) {
      return WITHHELD;
    }
    String accuracy = defence.accuracy(scenario).mean().text();
    boolean marked = scenario == Scenario.ADAPTIVE && !defence.attackCaveat().isEmpty();
    return marked ? accuracy + " " + ReportNotes.CAVEAT : accuracy;
  }

  /** One row for each randomised defence and scenario: the three rules over its draws. */
  public static TextTable draws(RobustnessReport report) {
    List<List<String>> rows = new ArrayList<>();
    for (DefenceReport defence : report.defences()) {
      if (defence.draws() > 1) {
        for (Scenario scenario : defence.accuracy().keySet().stream().sorted().toList()) {
          Accuracy accuracy = defence.accuracy(scenario);
          rows.add(
              List.of(
                  defence.name(),
                  words(report).column(scenario),
                  String.valueOf(defence.draws()),
                  accuracy.mean().text(),
                  accuracy.worst().text(),
                  accuracy.majority().text()));
        }
      }
    }
    return new TextTable(
        words(report).caption("Accuracy over fresh draws of the defence"),
        List.of("defence", "images", "draws", "mean", "right in every draw", "majority of draws"),
        rows);
  }

  private static AttackWords words(RobustnessReport report) {
    return new AttackWords(report.settings(), report.images().size());
  }

  private static List<Scenario> scenarios(RobustnessReport report) {
    return report.defences().get(0).accuracy().keySet().stream().sorted().toList();
  }

  /** A whole number, unless images need different numbers of calls. */
  private static String calls(double perImage) {
    return number(perImage, perImage == Math.rint(perImage) ? "%.0f" : "%.1f");
  }

  private static String number(double value, String format) {
    return String.format(Locale.ROOT, format, value);
  }
}
