package org.purify4j.diffusion.vote;

import org.purify4j.diffusion.classifier.Softmax;

/**
 * The sequential test of {@link EarlyExit.Risk}: a risk-limiting audit of one image's votes.
 *
 * <p>The first draw nominates a class A. Let x_v in [0, 1] be the weight that draw v gives to A. If
 * all V draws would not make A the class, then Σ x_v ≤ V/2, and given the draws before it draw v
 * has an expectation of at most μ_v = (V/2 − Σ_{u&lt;v} x_u)/(V − v + 1), as the draws are
 * exchangeable. Then the product of
 *
 * <pre>  x·η/μ + (1 − x)·(1 − η)/(1 − μ),  η ≥ μ</pre>
 *
 * over the draws after the first is a non-negative supermartingale that starts at 1, and exceeds
 * 1/risk at any time with probability at most the risk (Ville's inequality). This is ALPHA (Stark
 * 2023, section 2.2, sampling without replacement). Any η that depends on earlier draws only is
 * valid, and determines how soon the test stops; here it is a shrunken mean.
 */
final class RiskLimit implements StoppingRule {
  /**
   * Share of A expected before any draw, and the number of draws that this expectation is worth.
   */
  private static final double PRIOR_SHARE = 0.95;

  private static final double PRIOR_DRAWS = 4;

  /** Below 1, so that one draw against A does not end the test. */
  private static final double LARGEST_BET = 0.99;

  private final int votes;
  private final double limit;
  private int nominee;
  private double given;
  private double evidence = 1;

  RiskLimit(int votes, double limit) {
    this.votes = votes;
    this.limit = limit;
  }

  @Override
  public boolean enough(Ballot ballot) {
    double[] weights = ballot.weights();
    int leader = Softmax.largest(weights);
    if (ballot.size() == 1) {
      nominee = leader;
    } else {
      evidence *= factor(ballot.weight(ballot.size() - 1, nominee), ballot.size() - 1);
    }
    given = weights[nominee];
    return leader == nominee && evidence * limit >= 1;
  }

  /**
   * Returns the factor by which a draw changes the evidence.
   *
   * @param x the weight that the draw gives to A
   * @param before number of draws before it
   */
  private double factor(double x, int before) {
    double mu = (votes / 2.0 - given) / (votes - before);
    if (mu <= 0) {
      return mu < 0 || x > 0 ? Double.POSITIVE_INFINITY : 1;
    }
    if (mu >= 1) {
      return 1;
    }
    double expected = (PRIOR_DRAWS * PRIOR_SHARE + given) / (PRIOR_DRAWS + before);
    double eta = Math.max(mu, Math.min(expected, LARGEST_BET));
    return x * eta / mu + (1 - x) * (1 - eta) / (1 - mu);
  }
}
