package org.purify4j.cli.report;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A report on a protocol as a web page in one file. */
public final class ProtocolPage {
  private ProtocolPage() {}

  /**
   * Writes the page atomically.
   *
   * @param worst what {@link WorstGrid} drew
   */
  public static void write(ProtocolReport report, Optional<BufferedImage> worst, Path file)
      throws IOException {
    page(report, worst).write(file);
  }

  /** The page. */
  static HtmlPage page(ProtocolReport report, Optional<BufferedImage> worst) throws IOException {
    List<String> points = new ArrayList<>(ThreatModel.points(report));
    points.addAll(report.claim().notes());
    HtmlPage page =
        new HtmlPage("Robustness by protocol " + report.claim().protocol().name())
            .paragraph(report.created() + ", " + report.images() + " images")
            .heading("Threat model")
            .points(points)
            .heading("What each attack leaves");
    for (AttackPanel panel : AttackPanel.of(report)) {
      page.picture(
          AttackBars.draw(panel),
          "accuracy of each defence, clean and after each attack, " + panel.budget(),
          AttackBars.CAPTION);
    }
    ProtocolTables.all(report).forEach((title, table) -> page.heading(title).table(table));
    List<StrengthCurve> curves = StrengthCurves.of(report.claim());
    if (!curves.isEmpty()) {
      page.heading("Stronger attacks");
      StrengthChart.addTo(page, curves);
    }
    if (worst.isPresent()) {
      page.heading("Worst examples")
          .picture(worst.get(), WorstGrid.DESCRIPTION, WorstGrid.caption(report.images()));
    }
    ProvenanceTables.of(report).forEach((title, table) -> page.heading(title).table(table));
    return page;
  }
}
