package org.purify4j.protocol.claim;

/**
 * One figure of a claim, and what it is now.
 *
 * @param defence its name
 * @param images what they are: clean, or attacked by which attack
 * @param claimed the accuracy that the claim says, by the deployed rule
 * @param answers that were stored
 * @param repeated how many of them came out as they are stored, in the same draws
 * @param fresh the accuracy in fresh draws
 * @param tolerance how far the two accuracies may be apart
 */
public record ReplayedFigure(
    String defence,
    String images,
    double claimed,
    int answers,
    int repeated,
    double fresh,
    double tolerance) {
  /** Whether the claimed accuracy holds in fresh draws. */
  public boolean confirmed() {
    return Math.abs(fresh - claimed) <= tolerance;
  }
}
