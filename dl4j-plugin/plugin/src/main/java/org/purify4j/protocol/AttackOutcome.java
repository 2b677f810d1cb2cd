package org.purify4j.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * What an attack left of the images.
 *
 * @param entry the attack
 * @param attack its settings, resolved
 * @param images where its images are in the archive of adversarial images
 * @param skipped images that it was not made on, since they were given up before; they count with
 *     the image and the answers that gave them up
 * @param bill what it asked of its target, for all images that it was made on
 * @param zeroGradients for each image, at how many steps the gradient was exactly 0
 * @param stages of an ensemble, in order; empty for a single attack
 * @param judgement the answers to its images
 * @param figures the accuracy that is left
 */
public record AttackOutcome(
    ProtocolEntry entry,
    JsonNode attack,
    String images,
    SkippedImages skipped,
    QueryCount bill,
    int[] zeroGradients,
    List<StageOutcome> stages,
    Judgement judgement,
    FourFigures figures) {
  public AttackOutcome {
    stages = List.copyOf(stages);
    if (zeroGradients.length != judgement.images()) {
      throw new IllegalArgumentException(
          "zeroGradients: got "
              + zeroGradients.length
              + ", must be one for each of "
              + judgement.images()
              + " images");
    }
  }

  /** The same attack with other answers to its images. */
  public AttackOutcome withJudgement(Judgement other, int[] labels) {
    return new AttackOutcome(
        entry,
        attack,
        images,
        skipped,
        bill,
        zeroGradients,
        stages,
        other,
        FourFigures.of(other, labels));
  }

  /** How many images it was made on. */
  public int attacked() {
    return judgement.images() - skipped.count();
  }
}
