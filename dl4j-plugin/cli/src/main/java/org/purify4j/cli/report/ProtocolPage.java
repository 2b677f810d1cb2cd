package org.purify4j.cli.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A report on a protocol as a web page in one file. */
public final class ProtocolPage {
  private ProtocolPage() {}

  /** Writes the page atomically. */
  public static void write(ProtocolReport report, Path file) throws IOException {
    List<String> points = new ArrayList<>(ThreatModel.points(report));
    points.addAll(report.claim().notes());
    HtmlPage page =
        new HtmlPage("Robustness by protocol " + report.claim().protocol().name())
            .paragraph(report.created() + ", " + report.images() + " images")
            .heading("Threat model")
            .points(points)
            .picture(
                AttackBars.draw(report),
                "accuracy of each defence on the images as they are and after each attack",
                "Intervals are in the tables below; there is no bar where an attack does not apply.");
    ProtocolTables.all(report).forEach((title, table) -> page.heading(title).table(table));
    ProvenanceTables.of(report).forEach((title, table) -> page.heading(title).table(table));
    page.write(file);
  }
}
