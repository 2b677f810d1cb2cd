package org.purify4j.evaluate;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How accuracy falls as an attack that is blind to the defence grows.
 *
 * @param budgets of the attack, in pixel units, ascending; 0 means no attack
 * @param accuracies by defence, one per budget
 * @param imagesWithZeroGradients for each budget, how many images had a gradient of exactly 0 at
 *     some step of the attack
 */
public record AccuracyCurve(
    List<Double> budgets,
    Map<String, List<Proportion>> accuracies,
    List<Long> imagesWithZeroGradients) {
  public AccuracyCurve {
    budgets = List.copyOf(budgets);
    imagesWithZeroGradients = List.copyOf(imagesWithZeroGradients);
    accuracies = Collections.unmodifiableMap(new LinkedHashMap<>(accuracies));
    for (Map.Entry<String, List<Proportion>> defence : accuracies.entrySet()) {
      if (defence.getValue().size() != budgets.size()) {
        throw new IllegalArgumentException(
            defence.getKey()
                + ": got "
                + defence.getValue().size()
                + " accuracies, must be one for each of "
                + budgets.size()
                + " budgets");
      }
    }
  }

  /** Number of images that every accuracy was measured on. */
  public int images() {
    return accuracies.values().iterator().next().get(0).images();
  }
}
