package org.purify4j.diagnose;

/**
 * What an examination takes for each image, known before it starts.
 *
 * @param queries answers of the defence
 * @param gradients recorded answers of the defence, with their gradients
 */
public record DiagnosticCost(long queries, long gradients) {
  /** No query at all. */
  static final DiagnosticCost NONE = new DiagnosticCost(0, 0);

  DiagnosticCost plus(DiagnosticCost other) {
    return new DiagnosticCost(queries + other.queries, gradients + other.gradients);
  }
}
