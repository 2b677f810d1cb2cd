package org.purify4j.cli.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.purify4j.diffusion.archive.AtomicFile;
import org.purify4j.evaluate.ReportNotes;
import org.purify4j.sweep.SweepReport;

/** The report of a sweep in Markdown: the table, and what it is based on. */
public final class SweepMarkdown {
  private SweepMarkdown() {}

  /** Writes the report atomically. */
  public static void write(SweepReport report, Path file) throws IOException {
    byte[] text = text(report).getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(file, out -> out.write(text));
  }

  /** What a reader should know about the figures. */
  public static List<String> notes(SweepReport report) {
    List<String> notes = new ArrayList<>();
    notes.add(ReportNotes.intervals(report.labels().length));
    notes.add(
        "front: the Pareto front. No row is as cheap and better, or cheaper and as good, in the"
            + " attacked accuracy; differences within the intervals mean nothing.");
    notes.add(
        "Whoever chooses a row by this table has chosen it on these images: measure the choice on"
            + " others.");
    notes.add("Fewer draws are the first of more, so rows of one chain are not independent.");
    notes.add(ReportNotes.BLIND);
    long without =
        report.rows().stream()
            .flatMap(row -> row.zeroGradients().stream())
            .filter(steps -> steps > 0)
            .count();
    if (without > 0) {
      notes.add(ReportNotes.zeroGradients("the attack", without, report.labels().length));
    }
    report.assumptions().forEach(assumption -> notes.add(assumption.text()));
    return notes;
  }

  /** The text. */
  static String text(SweepReport report) {
    StringBuilder text = new StringBuilder("# Accuracy against network calls\n\n");
    text.append(report.created()).append(", ").append(report.labels().length).append(" images\n\n");
    text.append(SweepTable.of(report).withItsCaption()).append('\n');
    notes(report).forEach(note -> text.append("- ").append(note).append('\n'));
    report.notes().forEach(note -> text.append("- ").append(note).append('\n'));
    return text.append(ProvenanceTables.text(ProvenanceTables.of(report))).toString();
  }
}
