package org.purify4j.attack;

import java.util.List;

/**
 * What an ensemble of attacks did.
 *
 * @param attacked the images; those that no attack broke are as the first attack left them, and
 *     those misclassified before as they were
 * @param right how many images were classified rightly before
 * @param stages the attacks in order; an attack that no image was left for is missing
 */
public record AutoAttackResult(AttackedImages attacked, int right, List<AutoAttackStage> stages) {
  public AutoAttackResult {
    stages = List.copyOf(stages);
  }

  /** How many images are classified rightly after all attacks. */
  public int left() {
    return stages.isEmpty() ? right : stages.get(stages.size() - 1).left();
  }
}
