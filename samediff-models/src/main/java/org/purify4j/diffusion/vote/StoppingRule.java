package org.purify4j.diffusion.vote;

/** Watches one image's votes come in, and says when they are enough. */
@FunctionalInterface
interface StoppingRule {
  /** Whether the votes so far are enough; asked once after every vote. */
  boolean enough(Ballot ballot);

  /**
   * The rule for a new image.
   *
   * @param exit which rule
   * @param votes how many there are at most
   */
  static StoppingRule of(EarlyExit exit, int votes) {
    if (exit instanceof EarlyExit.Risk risk) {
      RiskLimit trusted = new RiskLimit(votes, risk.limit());
      return ballot -> trusted.enough(ballot) || decided(ballot, votes);
    }
    return exit instanceof EarlyExit.Decided ? ballot -> decided(ballot, votes) : ballot -> false;
  }

  /**
   * Whether no rival can catch up: a vote left moves the distance between two classes by 1 at most,
   * and a tie is not safe. What rounding may do to a sum is left as a margin.
   */
  private static boolean decided(Ballot ballot, int votes) {
    double first = 0;
    double second = 0;
    for (double weight : ballot.weights()) {
      second = Math.max(second, Math.min(first, weight));
      first = Math.max(first, weight);
    }
    double rounding = 1e-9;
    return first - second > votes - ballot.size() + rounding;
  }
}
