package org.purify4j.protocol;

import java.util.Arrays;
import java.util.List;
import org.purify4j.attack.Norm;
import org.purify4j.evaluate.Proportion;

/**
 * What withstands every attack of a budget, by the deployed rule.
 *
 * <p>The survival of an image is the lowest over the clean image and all attacks, each measured
 * over all draws, so that no lucky draw gives an image up. The lowest of several measured shares
 * lies somewhat below the lowest of the true ones.
 *
 * @param norm of the budget
 * @param epsilon its size, for pixels in [0, 1]
 * @param knowledge the most that one of the attackers knows
 * @param attacks how many attacks there are
 * @param survival of each image, 0 to 1
 * @param accuracy the mean of that
 */
public record UnionFigure(
    Norm norm,
    double epsilon,
    Knowledge knowledge,
    int attacks,
    double[] survival,
    Proportion accuracy) {
  /**
   * The union of some attacks.
   *
   * @param rule the deployed one
   * @param labels the true classes
   * @param clean the answers to the images as they are
   * @param outcomes of the attacks of one budget, at least one
   */
  static UnionFigure of(
      DeployedRule rule, int[] labels, Judgement clean, List<AttackOutcome> outcomes) {
    double[] survival = rule.survival(clean, labels);
    for (AttackOutcome outcome : outcomes) {
      double[] attacked = rule.survival(outcome.judgement(), labels);
      Arrays.setAll(survival, i -> Math.min(survival[i], attacked[i]));
    }
    ProtocolEntry first = outcomes.get(0).entry();
    return new UnionFigure(
        first.norm(),
        first.epsilon(),
        outcomes.stream()
            .map(outcome -> outcome.entry().knowledge())
            .max(Knowledge::compareTo)
            .orElseThrow(),
        outcomes.size(),
        survival,
        FourFigures.share(survival));
  }

  /** All that it says, as values that can be compared. */
  List<Object> facts() {
    List<Double> ofImages = Arrays.stream(survival).boxed().toList();
    return List.of(norm, epsilon, knowledge, attacks, ofImages, accuracy);
  }

  /** The budget and what is known, in words. */
  public String title() {
    return BudgetText.of(norm, epsilon) + ", " + knowledge.text();
  }

  /** Whether an attack is part of this union. */
  public boolean holds(ProtocolEntry entry) {
    boolean seed = knowledge == Knowledge.DEFENCE_AND_SEED;
    return entry.norm() == norm
        && entry.epsilon() == epsilon
        && seed == (entry.knowledge() == Knowledge.DEFENCE_AND_SEED);
  }
}
