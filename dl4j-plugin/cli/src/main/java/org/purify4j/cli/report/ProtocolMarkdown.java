package org.purify4j.cli.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.purify4j.diffusion.archive.AtomicFile;

/**
 * A report on a protocol in Markdown: threat model, tables, files and settings, and a table for a
 * paper.
 */
public final class ProtocolMarkdown {
  private ProtocolMarkdown() {}

  /** Writes the report atomically. */
  public static void write(ProtocolReport report, Path file) throws IOException {
    byte[] text = text(report).getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(file, out -> out.write(text));
  }

  /** The text. */
  static String text(ProtocolReport report) {
    StringBuilder text = new StringBuilder("# Robustness by protocol ");
    text.append(report.claim().protocol().name()).append("\n\n");
    text.append(report.created()).append(", ").append(report.images()).append(" images\n\n");
    ThreatModel.points(report).forEach(point -> text.append("- ").append(point).append('\n'));
    report.claim().notes().forEach(note -> text.append("- ").append(note).append('\n'));
    Map<String, TextTable> tables = new LinkedHashMap<>(ProtocolTables.all(report));
    tables.putAll(ProvenanceTables.of(report));
    TextTable paper = PaperTable.of(report);
    return text.append(ProvenanceTables.text(tables))
        .append("\n## For a paper\n\n")
        .append(paper.withItsCaption())
        .append("\nThe same in LaTeX, with the package booktabs:\n\n```latex\n")
        .append(LatexTable.of(paper))
        .append("```\n")
        .toString();
  }
}
