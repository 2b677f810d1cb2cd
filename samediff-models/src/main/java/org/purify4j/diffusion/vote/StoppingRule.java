package org.purify4j.diffusion.vote;

/** Decides, vote by vote, when one image has enough votes. */
@FunctionalInterface
interface StoppingRule {
  /** Whether the votes so far are enough; called once after every vote. */
  boolean enough(Ballot ballot);

  /**
   * Creates the rule for a new image.
   *
   * @param exit the kind of rule
   * @param votes maximum number of votes
   */
  static StoppingRule of(EarlyExit exit, int votes) {
    if (exit instanceof EarlyExit.Risk risk) {
      RiskLimit trusted = new RiskLimit(votes, risk.limit());
      return ballot -> trusted.enough(ballot) || decided(ballot, votes);
    }
    return exit instanceof EarlyExit.Decided ? ballot -> decided(ballot, votes) : ballot -> false;
  }

  /**
   * Whether no other class can catch up: a remaining vote moves the difference between two classes
   * by at most 1, and a tie counts as undecided. A margin allows for rounding of the sums.
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
