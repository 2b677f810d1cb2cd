package org.purify4j.cli.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.purify4j.diffusion.archive.AtomicFile;
import org.purify4j.evaluate.RobustnessReport;

/** A report in Markdown: the tables, the files they are based on, and every setting. */
public final class MarkdownReport {
  private MarkdownReport() {}

  /** Writes the report atomically. */
  public static void write(RobustnessReport report, Path file) throws IOException {
    byte[] text = text(report).getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(file, out -> out.write(text));
  }

  /** The text. */
  static String text(RobustnessReport report) {
    StringBuilder text = new StringBuilder("# Robustness report\n\n");
    text.append(report.created()).append(", ").append(report.images().size()).append(" images\n\n");
    text.append(ReportTables.accuracy(report).withItsCaption());
    TextTable draws = ReportTables.draws(report);
    if (!draws.rows().isEmpty()) {
      text.append('\n').append(draws.withItsCaption());
    }
    if (!report.diagnostics().isEmpty()) {
      text.append('\n').append(DiagnosticTables.verdicts(report).withItsCaption());
      text.append('\n').append(DiagnosticTables.findings(report));
    }
    text.append('\n');
    report.notes().forEach(note -> text.append("- ").append(note).append('\n'));
    return text.append(ProvenanceTables.text(ProvenanceTables.of(report))).toString();
  }
}
