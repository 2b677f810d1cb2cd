package org.purify4j.attack;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.noise.Draw;

/**
 * Makes adversarial images. The result for an image depends on that image, its label and its id
 * only, not on its batch.
 */
@FunctionalInterface
public interface Attack {
  /**
   * Perturbs images so that they are misclassified.
   *
   * @param target what they are to be misclassified by
   * @param images {@code [n, c, h, w]} in [0, 1], not modified
   * @param labels the n true classes
   * @param draw names the images, and decides the random start and the noise of the target; every
   *     query of a target uses a draw of its own, apart from the small indices that a defender uses
   * @return {@code [n, c, h, w]} in [0, 1], no farther from the images than the attack's budget
   */
  INDArray perturb(Target target, INDArray images, int[] labels, Draw draw);
}
