package org.purify4j.evaluate;

import java.util.List;

/**
 * What an evaluation measured.
 *
 * @param labels true class of each image
 * @param ids id of each image
 * @param defences one result per defence, the bare classifier first
 */
public record EvaluationResult(int[] labels, long[] ids, List<DefenceResult> defences) {
  public EvaluationResult {
    defences = List.copyOf(defences);
  }
}
