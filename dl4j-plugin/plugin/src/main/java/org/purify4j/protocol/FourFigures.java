package org.purify4j.protocol;

import java.util.Arrays;
import org.purify4j.evaluate.Proportion;

/**
 * Accuracy by four rules over the same draws, with 95 % intervals over images; with a single draw
 * all four are equal.
 *
 * @param oneDraw expected accuracy of a single draw
 * @param worst share of images that are right in every draw
 * @param majority share of images that are right by a majority vote of the draws
 * @param meanVote share of images that are right by the mean of the draws' probabilities
 */
public record FourFigures(
    Proportion oneDraw, Proportion worst, Proportion majority, Proportion meanVote) {
  /**
   * The figures of a judgement.
   *
   * @param labels the true classes
   */
  public static FourFigures of(Judgement judgement, int[] labels) {
    double[] shares = DeployedRule.ONE_DRAW.survival(judgement, labels);
    return new FourFigures(
        share(shares),
        Proportion.of(Arrays.stream(shares).filter(share -> share == 1).count(), labels.length),
        share(DeployedRule.MAJORITY.survival(judgement, labels)),
        share(DeployedRule.MEAN_VOTE.survival(judgement, labels)));
  }

  /** The figure of a rule. */
  public Proportion of(DeployedRule rule) {
    return switch (rule) {
      case ONE_DRAW -> oneDraw;
      case MAJORITY -> majority;
      case MEAN_VOTE -> meanVote;
    };
  }

  static Proportion share(double[] survival) {
    return Proportion.of(Arrays.stream(survival).sum(), survival.length);
  }
}
