package org.purify4j.diagnose;

import java.util.LinkedHashMap;
import java.util.Map;

/** Whether there is a gradient to climb: neither 0 nor infinite for nearly every image and draw. */
final class GradientPresentDiagnostic implements Diagnostic {
  private static final int DRAWS = 4;

  /** Largest share of gradients that may be missing. */
  private static final double MOST = 0.05;

  private static final String ZERO =
      "The gradient underflows behind a confident classifier, or some step has none: rounding, a"
          + " constant answer, a graph that was cut.";
  private static final String NOT_FINITE =
      "Some step divides by 0 or takes its logarithm on the way back.";

  @Override
  public String name() {
    return "gradient-present";
  }

  @Override
  public String claim() {
    return "the input gradient is finite and not 0 for nearly every image and draw";
  }

  @Override
  public DiagnosticCost cost(DiagnosticPlan plan) {
    return new DiagnosticCost(0, DRAWS);
  }

  @Override
  public Finding examine(Subject subject) {
    int zero = 0;
    int notFinite = 0;
    for (int d = 0; d < DRAWS; d++) {
      GradientRows gradient = GradientRows.unchecked(subject.gradient(d, 1).rows());
      for (int i = 0; i < gradient.size(); i++) {
        zero += gradient.isZero(i) ? 1 : 0;
        notFinite += gradient.isFinite(i) ? 0 : 1;
      }
    }
    int all = DRAWS * subject.size();
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("gradients", (double) all);
    figures.put("zero", (double) zero);
    figures.put("notFinite", (double) notFinite);
    String reason =
        "Of "
            + all
            + " gradients ("
            + subject.size()
            + " images, "
            + DRAWS
            + " draws) "
            + zero
            + " are exactly 0 and "
            + notFinite
            + " not finite.";
    return zero + notFinite <= MOST * all
        ? Finding.holds(this, reason, figures)
        : Finding.fails(this, reason, figures, notFinite > zero ? NOT_FINITE : ZERO);
  }
}
