package org.purify4j.attack;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.gradient.ScaledGradient;
import org.purify4j.diffusion.noise.Draw;

/**
 * The gradient of the cross-entropy, summed over fresh draws of the target's noise: expectation
 * over transformation (Athalye et al., "Synthesizing robust adversarial examples", 2018). The draws
 * of an image are added at one common scale.
 *
 * @param target the classifier under attack
 * @param samples number of draws, at least 1
 */
record ExpectedGradient(NoisyClassifier target, int samples) {
  /**
   * The gradient at some images, each up to a positive factor of its own.
   *
   * @param images {@code [n, c, h, w]} in [0, 1], not modified
   * @param labels the n true classes
   * @param draw the images' ids, and the draw that the attack was given
   * @param step number of the attack's iteration
   * @return {@code [n, c, h, w]}, freshly allocated
   */
  INDArray at(INDArray images, int[] labels, Draw draw, int step) {
    ScaledGradient sum = target.ofCrossEntropy(images, labels, RandomStart.query(draw, step, 0));
    for (int sample = 1; sample < samples; sample++) {
      sum = sum.plus(target.ofCrossEntropy(images, labels, RandomStart.query(draw, step, sample)));
    }
    return sum.rows();
  }
}
