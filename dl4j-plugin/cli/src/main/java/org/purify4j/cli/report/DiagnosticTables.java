package org.purify4j.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.purify4j.diagnose.DefenceFindings;
import org.purify4j.diagnose.Diagnostics;
import org.purify4j.diagnose.Finding;
import org.purify4j.diagnose.Verdict;
import org.purify4j.evaluate.RobustnessReport;

/** What diagnostics found, as tables. */
public final class DiagnosticTables {
  private DiagnosticTables() {}

  /** One row for each diagnostic, one column for each defence. */
  public static TextTable verdicts(RobustnessReport report) {
    List<String> header = new ArrayList<>(List.of("diagnostic"));
    report.diagnostics().forEach(ofDefence -> header.add(ofDefence.defence()));
    header.add("what must hold");
    List<List<String>> rows =
        IntStream.range(0, Diagnostics.all().size())
            .mapToObj(
                d -> {
                  List<String> row = new ArrayList<>(List.of(Diagnostics.all().get(d).name()));
                  report
                      .diagnostics()
                      .forEach(found -> row.add(words(found.findings().get(d).verdict())));
                  row.add(Diagnostics.all().get(d).claim());
                  return row;
                })
            .toList();
    int images = report.diagnostics().get(0).images();
    return new TextTable(
        "Diagnostics of the adaptive attack on " + images + " images.", header, rows);
  }

  /** One row for each finding, with its reason and advice. */
  public static TextTable findings(RobustnessReport report) {
    List<List<String>> rows = new ArrayList<>();
    for (DefenceFindings ofDefence : report.diagnostics()) {
      for (Finding finding : ofDefence.findings()) {
        rows.add(
            List.of(
                ofDefence.defence() + ", " + finding.name(),
                words(finding.verdict()),
                finding.reason() + (finding.advice().isEmpty() ? "" : " " + finding.advice())));
      }
    }
    return new TextTable(List.of("finding", "verdict", "why"), rows);
  }

  /** A line for each diagnostic that failed. */
  public static List<String> failures(RobustnessReport report) {
    return findings(report).rows().stream()
        .filter(row -> row.get(1).equals(words(Verdict.FAILS)))
        .map(row -> row.get(0) + " " + row.get(1) + ": " + row.get(2))
        .toList();
  }

  /** A verdict in a table. */
  static String words(Verdict verdict) {
    return switch (verdict) {
      case HOLDS -> "holds";
      case FAILS -> "FAILS";
      case NOT_EXAMINED -> "not examined";
    };
  }
}
