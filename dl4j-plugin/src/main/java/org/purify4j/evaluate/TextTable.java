package org.purify4j.evaluate;

import java.util.ArrayList;
import java.util.List;

/**
 * A table in Markdown whose columns also align as plain text.
 *
 * @param header one title per column
 * @param rows each with one cell per column
 */
public record TextTable(List<String> header, List<List<String>> rows) {
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

  /** The table, one line per row, each with a line end. */
  @Override
  public String toString() {
    List<List<String>> lines = new ArrayList<>();
    lines.add(header);
    lines.addAll(rows);
    int[] widths = new int[header.size()];
    for (List<String> line : lines) {
      for (int c = 0; c < widths.length; c++) {
        widths[c] = Math.max(widths[c], line.get(c).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < lines.size(); i++) {
      text.append('|');
      for (int c = 0; c < widths.length; c++) {
        String cell = lines.get(i).get(c);
        text.append(' ').append(cell).append(" ".repeat(widths[c] - cell.length())).append(" |");
      }
      text.append('\n');
      if (i == 0) {
        text.append('|');
        for (int width : widths) {
          text.append("-".repeat(width + 2)).append('|');
        }
        text.append('\n');
      }
    }
    return text.toString();
  }
}
