package org.purify4j.diagnose;

import java.util.List;

/** The list of diagnostics. */
public final class Diagnostics {
  private Diagnostics() {}

  /** All diagnostics, in the order in which they are made. */
  public static List<Diagnostic> all() {
    return List.of(
        new ReplayDiagnostic(),
        new TargetDiagnostic(),
        new BatchDiagnostic(),
        new GradientPresentDiagnostic(),
        new GradientAgreesDiagnostic(),
        new ZeroBudgetDiagnostic(),
        new BudgetDiagnostic(),
        new EotDiagnostic(),
        new EffortDiagnostic(),
        new StrongestAttackDiagnostic());
  }

  /** What all of them take for each image. */
  public static DiagnosticCost cost(DiagnosticPlan plan) {
    return all().stream()
        .map(diagnostic -> diagnostic.cost(plan))
        .reduce(plan.sharedCost(), DiagnosticCost::plus);
  }
}
