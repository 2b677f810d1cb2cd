package org.purify4j.attack;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.noise.Draw;

/**
 * The gradient of the cross-entropy, summed over fresh draws of the target's noise: expectation
 * over transformation (Athalye et al., "Synthesizing robust adversarial examples", 2018).
 *
 * @param target the classifier under attack
 * @param samples number of draws, at least 1
 */
record ExpectedGradient(NoisyClassifier target, int samples) {
  /**
   * The gradient at some images.
   *
   * @param images {@code [n, c, h, w]} in [0, 1], not modified
   * @param loss of the images' labels
   * @param draw the images' ids, and the draw that the attack was given
   * @param step number of the attack's iteration
   * @return {@code [n, c, h, w]}, freshly allocated
   */
  INDArray at(INDArray images, CrossEntropy loss, Draw draw, int step) {
    INDArray sum = one(images, loss, RandomStart.query(draw, step, 0));
    for (int sample = 1; sample < samples; sample++) {
      sum.addi(one(images, loss, RandomStart.query(draw, step, sample)));
    }
    return sum;
  }

  private INDArray one(INDArray images, CrossEntropy loss, Draw draw) {
    try (Tape tape = target.record(images, draw)) {
      return tape.gradient(loss.gradient(tape.output()));
    }
  }
}
