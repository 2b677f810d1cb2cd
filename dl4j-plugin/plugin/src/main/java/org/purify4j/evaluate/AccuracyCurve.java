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
 */
public record AccuracyCurve(List<Double> budgets, Map<String, List<Proportion>> accuracies) {
  public AccuracyCurve {
    budgets = List.copyOf(budgets);
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
}
