package org.purify4j.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.purify4j.cli.report.TextTable;

/** A case's figures as a table. */
final class CaseTable {
  private static final List<String> HEADER =
      List.of("ms per image", "median", "quartiles", "/ libtorch", "/ ONNX Runtime");

  private CaseTable() {}

  static String of(CaseResult result) {
    List<List<String>> rows = new ArrayList<>();
    for (Contender contender : Contender.values()) {
      if (!result.rounds(contender).isEmpty()) {
        rows.add(row(result, contender));
      }
    }
    StringBuilder text = new StringBuilder(new TextTable(HEADER, rows).toString());
    result
        .failures()
        .forEach((c, why) -> text.append(c.label()).append(": skipped, ").append(why).append('\n'));
    return text.toString();
  }

  private static List<String> row(CaseResult result, Contender contender) {
    Times pooled = Times.pooled(result.rounds(contender));
    Optional<Double> toOnnxRuntime =
        contender.withGradient()
            ? Optional.empty()
            : result.ratio(contender, Contender.ONNX_RUNTIME_FORWARD);
    return List.of(
        contender.label(),
        String.format(Locale.ROOT, "%.1f", result.median(contender)),
        String.format(Locale.ROOT, "%.1f - %.1f", pooled.quantile(0.25), pooled.quantile(0.75)),
        ratio(result.ratio(contender, contender.libtorch())),
        ratio(toOnnxRuntime));
  }

  private static String ratio(Optional<Double> ratio) {
    return ratio.map(r -> String.format(Locale.ROOT, "%.2f", r)).orElse("-");
  }
}
