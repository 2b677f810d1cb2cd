package org.purify4j.cli.report;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.purify4j.sweep.SweepReport;

/** A sweep as a web page in one file: the table, its Pareto front, the chart, and every setting. */
public final class SweepPage {
  private SweepPage() {}

  /** Writes the page atomically. */
  public static void write(SweepReport report, BufferedImage chart, Path file) throws IOException {
    List<String> notes = new ArrayList<>(SweepMarkdown.notes(report));
    notes.addAll(report.notes());
    HtmlPage page =
        new HtmlPage("Accuracy against network calls")
            .paragraph(report.created() + ", " + report.labels().length + " images")
            .heading("The Pareto front")
            .table(SweepTable.front(report))
            .picture(
                chart,
                "accuracy under attack against network calls, a panel for each sampler",
                "Bars are 95 % intervals (Wilson).")
            .heading("Notes")
            .points(notes)
            .heading("All rows")
            .table(SweepTable.of(report));
    ProvenanceTables.of(report).forEach((title, table) -> page.heading(title).table(table));
    page.write(file);
  }
}
