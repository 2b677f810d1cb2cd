package org.purify4j.attack;

/**
 * The search for the smallest weight c of a loss against a distance with which a search for the
 * nearest image succeeds: 1e-3 at first, multiplied by 10 until one succeeds, and bisected from
 * then on.
 */
final class WeightBisection {
  private static final double FIRST = 1e-3;
  private static final double GROWTH = 10;

  private double weight = FIRST;
  private double tooSmall;
  private double enough = Double.POSITIVE_INFINITY;

  /** The weight to search with. */
  double weight() {
    return weight;
  }

  /** Goes to the next weight, after a search with this one. */
  void next(boolean succeeded) {
    if (succeeded) {
      enough = weight;
    } else {
      tooSmall = weight;
    }
    weight = enough < Double.POSITIVE_INFINITY ? (tooSmall + enough) / 2 : weight * GROWTH;
  }

  /** Whether the smallest weight is known to a share of it. */
  boolean isKnownTo(double share) {
    return enough - tooSmall < share * enough;
  }
}
