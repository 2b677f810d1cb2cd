package org.purify4j.attack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.noise.Draw;
import org.slf4j.LoggerFactory;

/**
 * Makes adversarial images. The result for an image depends on that image, its label and its id
 * only, not on its batch.
 */
public interface Attack {
  /**
   * Perturbs images so that they are misclassified.
   *
   * @param target the classifier under attack
   * @param images {@code [n, c, h, w]} in [0, 1], not modified
   * @param labels the n true classes
   * @param draw names the images, and decides the random start and the target's noise; every query
   *     of the target uses a draw of its own, none of them among the small indices that a defender
   *     uses
   * @return freshly allocated images, and for each at how many steps the gradient told no direction
   */
  AttackedImages attack(NoisyClassifier target, INDArray images, int[] labels, Draw draw);

  /**
   * The images alone of {@link #attack}. If a gradient was exactly 0, the log warns of it.
   *
   * @return {@code [n, c, h, w]} in [0, 1], freshly allocated, within the attack's budget of the
   *     images
   */
  default INDArray perturb(NoisyClassifier target, INDArray images, int[] labels, Draw draw) {
    AttackedImages attacked = attack(target, images, labels, draw);
    long without = attacked.withZeroGradients();
    if (without > 0) {
      LoggerFactory.getLogger(Attack.class)
          .warn(
              "attack: the gradient was exactly 0 at some step for {} of {} images, so it is weaker"
                  + " than its settings say",
              without,
              labels.length);
    }
    return attacked.images();
  }

  /** Whether its own random choices, which a seed decides, change what it makes of an image. */
  default boolean random() {
    return false;
  }

  /** Everything that decides the result, for reports: the attack's name, then its settings. */
  ObjectNode settings();

  /** No attack: the images as they are. */
  static Attack none() {
    return new NoAttack();
  }
}
