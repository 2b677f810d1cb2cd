package org.purify4j.victim;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.gradient.Tape;

/** Gradients of simple losses. */
public final class Gradients {
  private Gradients() {}

  /** The gradient with respect to the images of half the squared length of the logits. */
  public static INDArray ofSquare(Classifier classifier, INDArray images) {
    try (Tape tape = classifier.record(images)) {
      return tape.gradient(tape.output());
    }
  }
}
