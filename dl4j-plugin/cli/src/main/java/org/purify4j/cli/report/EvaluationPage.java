package org.purify4j.cli.report;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.purify4j.evaluate.RobustnessReport;

/** A report as a web page in one file: the tables, pictures, notes, and every setting. */
public final class EvaluationPage {
  private EvaluationPage() {}

  /**
   * Writes the page atomically.
   *
   * @param grid the pictures; empty where none were drawn
   */
  public static void write(RobustnessReport report, Optional<BufferedImage> grid, Path file)
      throws IOException {
    HtmlPage page =
        new HtmlPage("Robustness report")
            .paragraph(report.created() + ", " + report.images().size() + " images")
            .table(ReportTables.accuracy(report));
    TextTable draws = ReportTables.draws(report);
    if (!draws.rows().isEmpty()) {
      page.table(draws);
    }
    if (!report.diagnostics().isEmpty()) {
      page.heading("Diagnostics")
          .table(DiagnosticTables.verdicts(report))
          .table(DiagnosticTables.findings(report));
      String norm = report.settings().path("norm").asText();
      StrengthChart.addTo(page, StrengthCurves.of(report.diagnostics(), norm));
    }
    List<String> notes = new ArrayList<>(report.notes());
    report.assumptions().forEach(assumption -> notes.add(assumption.text()));
    page.heading("Notes").points(notes);
    if (grid.isPresent()) {
      page.heading("Pictures").picture(grid.get(), PictureGrid.DESCRIPTION, PictureGrid.CAPTION);
    }
    ProvenanceTables.of(report).forEach((title, table) -> page.heading(title).table(table));
    page.write(file);
  }
}
