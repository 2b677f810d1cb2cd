package org.purify4j.attack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.noise.Draw;

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
   * @return {@code [n, c, h, w]} in [0, 1], freshly allocated, within the attack's budget of the
   *     images
   */
  INDArray perturb(NoisyClassifier target, INDArray images, int[] labels, Draw draw);

  /** Everything that decides the result, for reports: the attack's name, then its settings. */
  ObjectNode settings();

  /** No attack: the images as they are. */
  static Attack none() {
    return new NoAttack();
  }
}
