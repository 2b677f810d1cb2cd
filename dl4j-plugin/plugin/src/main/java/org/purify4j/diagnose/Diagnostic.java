package org.purify4j.diagnose;

/** One thing that must hold before the accuracy under an adaptive attack can be believed. */
public interface Diagnostic {
  /** Its name in reports, in lower case. */
  String name();

  /** What must hold, a clause without a full stop. */
  String claim();

  /** What it takes for each image, besides what all diagnostics share. */
  DiagnosticCost cost(DiagnosticPlan plan);

  /**
   * Examines a defence.
   *
   * @throws ArithmeticException if answers or gradients are not finite
   */
  Finding examine(Subject subject);
}
