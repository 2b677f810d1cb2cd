package org.purify4j.evaluate;

import java.util.List;

/**
 * What an evaluation measured.
 *
 * @param labels true class of each image
 * @param ids id of each image
 * @param defenses one result per defence, the bare classifier first
 */
public record EvaluationResult(int[] labels, long[] ids, List<DefenceResult> defenses) {
  public EvaluationResult {
    defenses = List.copyOf(defenses);
  }
}
