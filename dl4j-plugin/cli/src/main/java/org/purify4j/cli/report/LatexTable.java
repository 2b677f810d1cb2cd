package org.purify4j.cli.report;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A table in LaTeX, for the package booktabs: rules between groups of rows with the same name. */
final class LatexTable {
  private static final Map<Character, String> SIGNS =
      Map.ofEntries(
          Map.entry('\\', "\\textbackslash{}"),
          Map.entry('&', "\\&"),
          Map.entry('%', "\\%"),
          Map.entry('$', "\\$"),
          Map.entry('#', "\\#"),
          Map.entry('_', "\\_"),
          Map.entry('{', "\\{"),
          Map.entry('}', "\\}"),
          Map.entry('~', "\\textasciitilde{}"),
          Map.entry('^', "\\textasciicircum{}"),
          Map.entry('ε', "$\\varepsilon$"),
          Map.entry('σ', "$\\sigma$"),
          Map.entry('×', "$\\times$"),
          Map.entry('∞', "$\\infty$"),
          Map.entry('–', "--"),
          Map.entry('†', "$^\\dagger$"),
          Map.entry('‡', "$^\\ddagger$"));

  private LatexTable() {}

  /** The table, whose first column is written where it changes. */
  static String of(TextTable table) {
    StringBuilder text = new StringBuilder("\\begin{table}\n\\centering\n\\caption{");
    text.append(escaped(table.caption())).append("}\n\\begin{tabular}{");
    text.append("l".repeat(table.header().size())).append("}\n\\toprule\n");
    text.append(line(table.header()));
    String group = "";
    for (List<String> row : table.rows()) {
      boolean same = row.get(0).equals(group);
      group = row.get(0);
      if (!same) {
        text.append("\\midrule\n");
      }
      String rest = line(row.subList(1, row.size()));
      text.append(same ? "" : escaped(group)).append(" & ").append(rest);
    }
    return text.append("\\bottomrule\n\\end{tabular}\n\\end{table}\n").toString();
  }

  private static String line(List<String> cells) {
    return cells.stream()
        .map(LatexTable::escaped)
        .collect(Collectors.joining(" & ", "", " \\\\\n"));
  }

  /** Text whose signs LaTeX would read as its own; others than ASCII as commands. */
  static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    text.chars().forEach(c -> escaped.append(SIGNS.getOrDefault((char) c, "" + (char) c)));
    return escaped.toString();
  }
}
