package org.purify4j.protocol.claim;

/**
 * One attack of a claim, made again.
 *
 * @param defence its name
 * @param attack which
 * @param images of the claim
 * @param same how many of them the attack gave again, to the last bit
 * @param claimed the accuracy that the claim says, by the deployed rule
 * @param again the accuracy that it left now
 * @param tolerance how far the two accuracies may be apart
 */
public record RepeatedAttack(
    String defence,
    String attack,
    int images,
    int same,
    double claimed,
    double again,
    double tolerance) {
  /** Whether the attack did what the claim says. */
  public boolean confirmed() {
    return Math.abs(again - claimed) <= tolerance;
  }
}
