package org.purify4j.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import org.purify4j.cli.report.CurveChart;
import org.purify4j.cli.report.HtmlPage;
import org.purify4j.cli.report.PictureGrid;
import org.purify4j.cli.report.ProvenanceTables;
import org.purify4j.cli.report.ReportTables;
import org.purify4j.cli.shell.JsonFile;
import org.purify4j.data.ImageFiles;
import org.purify4j.evaluate.AccuracyCurve;
import org.purify4j.evaluate.DefenceResult;
import org.purify4j.evaluate.ReportNotes;
import org.purify4j.evaluate.RobustnessReport;

/**
 * The results of the demo.
 *
 * @param blind every defence against an attack that does not know it
 * @param adaptive one defence against an attack that does
 * @param curve accuracy against the budget of the blind attack
 * @param shown the defence whose examples are drawn
 * @param className of each class
 */
record DemoReport(
    RobustnessReport blind,
    RobustnessReport adaptive,
    AccuracyCurve curve,
    DefenceResult shown,
    IntFunction<String> className) {
  private static final String TITLE = "Purify4J: a classifier attacked and defended";
  private static final String BLIND =
      "This attack is not adaptive: it does not know of the defence. One that does is stronger: see"
          + " the next table.";
  private static final String ADAPTIVE =
      "The same attack in %d steps, blind, and adaptive: with the exact gradient of the whole"
          + " purification, averaged at every step over %d fresh draws of its noise (EOT %2$d). On the"
          + " first %d pictures, each answered in %d draws that no attack has seen. Only the plainest"
          + " purifier was attacked so, and a stronger attack may leave less: the adaptive figure is"
          + " an upper bound.";
  private static final String FIRST_TABLE =
      "In the first table the attack did not know of the defence; in the second one it did.";

  private static final String MORE =
      "docs/benchmarks.md has what an adaptive attack does to every preset.";

  /** Writes report.json, report.html and the two pictures. */
  void write(Path out) throws IOException {
    BufferedImage grid = PictureGrid.draw(List.of(shown), className);
    BufferedImage chart = CurveChart.draw(curve);
    page(grid, chart).write(out.resolve("report.html"));
    ImageFiles.write(grid, out.resolve("grid.png"));
    ImageFiles.write(chart, out.resolve("curve.png"));
    JsonFile.write(
        Map.of("blind", blind, "adaptive", adaptive, "curve", curve), out.resolve("report.json"));
  }

  /** Prints the tables, and notes on their limits. */
  void print(PrintStream out, Path directory) {
    out.print(ReportTables.accuracy(blind).withItsCaption());
    out.println("\n" + adaptiveTitle() + "\n");
    out.print(ReportTables.accuracy(adaptive).withItsCaption());
    out.println();
    out.print(ReportTables.draws(adaptive).withItsCaption());
    out.println();
    notes().forEach(out::println);
    out.println(MORE);
    out.println(
        "written: " + directory.resolve("report.html") + ", report.json, grid.png, curve.png");
  }

  private HtmlPage page(BufferedImage grid, BufferedImage chart) throws IOException {
    HtmlPage page =
        new HtmlPage(TITLE)
            .paragraph(
                blind.images().size()
                    + " pictures of digits, drawn by the program; a small DL4J network that tells"
                    + " them apart; PGD, which changes no pixel by more than 8/255; and a small"
                    + " diffusion model that cleans what the network is shown.")
            .table(ReportTables.accuracy(blind))
            .note(BLIND)
            .heading("An attacker who knows")
            .paragraph(adaptiveTitle())
            .table(ReportTables.accuracy(adaptive))
            .table(ReportTables.draws(adaptive))
            .paragraph(MORE)
            .heading("Pictures")
            .picture(grid, PictureGrid.DESCRIPTION, PictureGrid.CAPTION)
            .heading("Accuracy against the attack's budget")
            .picture(
                chart,
                "accuracy against the budget of the attack, bare and defended",
                curveCaption())
            .heading("Notes")
            .points(notes());
    ProvenanceTables.of(blind).forEach((title, table) -> page.heading(title).table(table));
    return page.heading("Settings of the second table").table(ProvenanceTables.settings(adaptive));
  }

  private String curveCaption() {
    return "The first "
        + curve.images()
        + " pictures only, one draw each, the attack blind to the defence; bars are 95 % intervals"
        + " (Wilson) over these "
        + curve.images()
        + ".";
  }

  /** The notes of all three measurements. */
  private List<String> notes() {
    Set<String> notes = new LinkedHashSet<>();
    blind.notes().forEach(note -> notes.add(note.equals(ReportNotes.BLIND) ? FIRST_TABLE : note));
    notes.addAll(adaptive.notes());
    for (int i = 0; i < curve.budgets().size(); i++) {
      long without = curve.imagesWithZeroGradients().get(i);
      if (without > 0) {
        String attack =
            String.format(
                Locale.ROOT, "the curve's attack of budget %.0f/255", 255 * curve.budgets().get(i));
        notes.add(ReportNotes.zeroGradients(attack, without, curve.images()));
      }
    }
    blind.assumptions().forEach(assumption -> notes.add(assumption.text()));
    return List.copyOf(notes);
  }

  private String adaptiveTitle() {
    JsonNode settings = adaptive.settings();
    return String.format(
        Locale.ROOT,
        ADAPTIVE,
        settings.get("steps").asInt(),
        settings.get("eot").asInt(),
        adaptive.images().size(),
        settings.get("draws").asInt());
  }
}
