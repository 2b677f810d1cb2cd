package org.purify4j.diagnose;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.gradient.ScaledGradient;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.noise.Draw;

/**
 * A classifier whose answers are right and whose gradients are another one's.
 *
 * @param answers answers
 * @param gradients is recorded and differentiated in its place
 */
record FaultyClassifier(NoisyClassifier answers, NoisyClassifier gradients)
    implements NoisyClassifier {
  @Override
  public int classes() {
    return answers.classes();
  }

  @Override
  public INDArray logits(INDArray images, Draw draw) {
    return answers.logits(images, draw);
  }

  /** The right answer on the tape, with the other's gradient. */
  @Override
  public Tape record(INDArray images, Draw draw) {
    return Tape.of(
        answers.logits(images, draw),
        ofLogits -> gradients.record(images, draw).gradient(ofLogits));
  }

  @Override
  public ScaledGradient ofCrossEntropy(INDArray images, int[] labels, Draw draw) {
    return NoisyClassifier.super.ofCrossEntropy(images, labels, draw);
  }
}
