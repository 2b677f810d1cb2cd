package org.purify4j.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.purify4j.defence.Undefended;
import org.purify4j.sweep.Combination;
import org.purify4j.sweep.SweepReport;
import org.purify4j.sweep.SweepRow;

/** The rows of a sweep as a table. */
public final class SweepTable {
  private static final List<String> HEADER =
      List.of(
          "sampler",
          "t",
          "steps",
          "draws",
          "U-Net calls / image",
          "clean",
          "attacked, blind",
          "s / image");
  private static final String FRONT = "*";

  /** A text as wide as any accuracy. */
  private static final String WIDE = "0.000 [0.00, 0.00]";

  private SweepTable() {}

  /** All rows so far, with the Pareto front marked. */
  static TextTable of(SweepReport report) {
    List<String> header = new ArrayList<>(HEADER);
    header.add("front");
    List<List<String>> lines = new ArrayList<>();
    for (SweepRow row : report.rows()) {
      List<String> line = new ArrayList<>(cells(row));
      line.add(row.front() ? FRONT : "");
      lines.add(line);
    }
    return new TextTable(caption(report), header, lines);
  }

  /** The rows of the Pareto front, in order of cost. */
  public static TextTable front(SweepReport report) {
    return new TextTable(
        caption(report), HEADER, report.front().stream().map(SweepTable::cells).toList());
  }

  /**
   * A table with the width of the rows to come, to print them one by one.
   *
   * @param combinations the rows to come
   */
  public static TextTable form(List<Combination> combinations) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(List.of(Undefended.NAME, "", "", "", "", WIDE, WIDE, ""));
    for (Combination c : combinations) {
      String timestep = String.valueOf(c.timestep());
      lines.add(List.of(label(c.sampler(), c.guidance()), timestep, "", "", "", WIDE, WIDE, ""));
    }
    return new TextTable(HEADER, lines);
  }

  /** The cells of a row under {@link #form}. */
  public static List<String> cells(SweepRow row) {
    return List.of(
        label(row.sampler(), row.guidance()),
        row.undefended() ? "" : String.valueOf(row.timestep()),
        String.valueOf(row.steps()),
        String.valueOf(row.draws()),
        number("%.0f", row.networkCallsPerImage()),
        row.clean().text(),
        row.attacked().text(),
        number("%.3f", row.secondsPerImage()));
  }

  /** What the figures were measured on. */
  public static String caption(SweepReport report) {
    return new AttackWords(report.settings(), report.labels().length).caption("Accuracy");
  }

  private static String label(String sampler, String guidance) {
    return guidance.equals(Combination.UNGUIDED) ? sampler : sampler + " " + guidance;
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
