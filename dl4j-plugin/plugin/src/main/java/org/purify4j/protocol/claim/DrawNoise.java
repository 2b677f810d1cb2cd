package org.purify4j.protocol.claim;

import java.util.stream.IntStream;
import org.purify4j.protocol.DeployedRule;
import org.purify4j.protocol.Judgement;

/**
 * By how much an accuracy may differ between two sets of draws of the same images: four standard
 * deviations of the difference, or one image if that is more.
 */
final class DrawNoise {
  private static final double DEVIATIONS = 4;

  private DrawNoise() {}

  /**
   * The tolerance for an accuracy.
   *
   * @param rule by which it is judged; that of a vote may flip with the draws where an image is
   *     near a tie, which the variance of one draw bounds from above
   */
  static double tolerance(DeployedRule rule, Judgement judgement, int[] labels) {
    int n = labels.length;
    int draws = judgement.draws();
    double variance =
        IntStream.range(0, n).mapToDouble(i -> variance(judgement.classes()[i], labels[i])).sum();
    double ofMean = rule == DeployedRule.ONE_DRAW ? variance / draws : variance;
    return Math.max(1.0 / n, DEVIATIONS * Math.sqrt(2 * ofMean) / n) + 1e-9;
  }

  /** Of a draw's being right, with half a success and half a failure added (Jeffreys). */
  private static double variance(int[] classes, int label) {
    if (classes.length == 1) {
      return 0;
    }
    double right = IntStream.of(classes).filter(c -> c == label).count() + 0.5;
    double share = right / (classes.length + 1);
    return share * (1 - share);
  }
}
