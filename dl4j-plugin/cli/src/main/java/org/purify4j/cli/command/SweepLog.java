package org.purify4j.cli.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.purify4j.cli.report.SweepMarkdown;
import org.purify4j.cli.report.SweepTable;
import org.purify4j.cli.report.TextTable;
import org.purify4j.cli.shell.ProgressLine;
import org.purify4j.cli.shell.Terminal;
import org.purify4j.sweep.SweepGrid;
import org.purify4j.sweep.SweepReport;
import org.purify4j.sweep.SweepRow;

/** Records a sweep in progress: in its file, and on the terminal. */
final class SweepLog {
  private final Terminal terminal;
  private final Path file;
  private final TextTable form;
  private SweepReport report;

  /**
   * Prints the rows measured before.
   *
   * @param file where the rows are kept
   * @param begun the report so far
   * @param grid the rows to come
   */
  SweepLog(Terminal terminal, Path file, SweepReport begun, SweepGrid grid) {
    this.terminal = terminal;
    this.file = file;
    this.report = begun;
    this.form = SweepTable.form(grid.combinations());
    begun.notes().forEach(terminal.err()::println);
    terminal.out().println(SweepTable.caption(begun) + "\n");
    terminal.out().print(form.head());
    print(begun.rows());
  }

  ProgressLine progress() {
    return ProgressLine.on(terminal, "sweep");
  }

  /** Adds rows, apart from a second one of the bare classifier. */
  void add(List<SweepRow> rows, ProgressLine progress) {
    if (rows.get(0).undefended() && !report.rows().isEmpty()) {
      return;
    }
    report = report.plus(rows);
    write();
    progress.aside(() -> print(rows));
  }

  /** Ends the sweep: writes the report, prints its front and notes, and returns it. */
  SweepReport end() {
    write();
    terminal.out().println("\nThe Pareto front:\n");
    terminal.out().print(SweepTable.front(report));
    SweepMarkdown.notes(report).forEach(terminal.out()::println);
    return report;
  }

  private void print(List<SweepRow> rows) {
    rows.forEach(row -> terminal.out().print(form.line(SweepTable.cells(row))));
  }

  private void write() {
    try {
      report.writeJson(file);
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be written", e);
    }
  }
}
