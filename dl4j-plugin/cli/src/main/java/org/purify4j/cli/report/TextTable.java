package org.purify4j.cli.report;

import java.util.List;

/**
 * A table in Markdown whose columns also align as plain text.
 *
 * @param caption what it shows, a sentence; may be empty
 * @param header one title per column
 * @param rows each with one cell per column
 */
public record TextTable(String caption, List<String> header, List<List<String>> rows) {
  public TextTable {
    header = List.copyOf(header);
    rows = rows.stream().map(List::copyOf).toList();
    for (List<String> row : rows) {
      if (row.size() != header.size()) {
        throw new IllegalArgumentException(
            "row: got " + row.size() + " cells, must be " + header.size());
      }
    }
  }

  /** A table without a caption. */
  public TextTable(List<String> header, List<List<String>> rows) {
    this("", header, rows);
  }

  /** The same table with another caption. */
  public TextTable withCaption(String newCaption) {
    return new TextTable(newCaption, header, rows);
  }

  /** The caption, if there is one, an empty line, and the table. */
  public String withItsCaption() {
    return caption.isEmpty() ? toString() : caption + "\n\n" + this;
  }

  /** The table without its caption, one line per row, each with a line end. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(head());
    rows.forEach(row -> text.append(line(row)));
    return text.toString();
  }

  /** The two lines above the rows, each with a line end. */
  public String head() {
    StringBuilder text = new StringBuilder(line(header)).append('|');
    for (int width : widths()) {
      text.append("-".repeat(width + 2)).append('|');
    }
    return text.append('\n').toString();
  }

  /**
   * A row as a line of this table, with a line end.
   *
   * @param row one cell per column; aligned where none is wider than its column
   */
  public String line(List<String> row) {
    int[] widths = widths();
    StringBuilder text = new StringBuilder("|");
    for (int c = 0; c < widths.length; c++) {
      String cell = row.get(c);
      int missing = Math.max(0, widths[c] - cell.length());
      text.append(' ').append(cell).append(" ".repeat(missing)).append(" |");
    }
    return text.append('\n').toString();
  }

  private int[] widths() {
    int[] widths = header.stream().mapToInt(String::length).toArray();
    for (List<String> row : rows) {
      for (int c = 0; c < widths.length; c++) {
        widths[c] = Math.max(widths[c], row.get(c).length());
      }
    }
    return widths;
  }
}
