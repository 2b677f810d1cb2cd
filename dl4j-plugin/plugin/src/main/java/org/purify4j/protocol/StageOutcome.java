package org.purify4j.protocol;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one attack of an ensemble did to the images that the ones before had left.
 *
 * @param attack its name
 * @param attacked how many images it was given
 * @param left how many of them were still right afterwards
 */
public record StageOutcome(String attack, int attacked, int left) {
  public StageOutcome {
    if (left < 0 || attacked < left) {
      throw new IllegalArgumentException(
          "left: got " + left + " of " + attacked + ", must be from 0 to all of them");
    }
  }

  /** The stages of several batches together, in order of their first appearance. */
  static List<StageOutcome> sum(List<List<StageOutcome>> batches) {
    Map<String, StageOutcome> sums = new LinkedHashMap<>();
    for (List<StageOutcome> batch : batches) {
      for (StageOutcome stage : batch) {
        sums.merge(stage.attack(), stage, StageOutcome::plus);
      }
    }
    return List.copyOf(sums.values());
  }

  private StageOutcome plus(StageOutcome more) {
    return new StageOutcome(attack, attacked + more.attacked, left + more.left);
  }
}
