package org.purify4j.attack;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.gradient.Tape;

/** Logits = image · weights, {@code [d, k]}: for two classes the best attack is known exactly. */
record LinearVictim(INDArray weights) implements Classifier {
  @Override
  public int classes() {
    return (int) weights.size(1);
  }

  @Override
  public INDArray logits(INDArray images) {
    return images.dup('c').reshape(images.size(0), weights.size(0)).mmul(weights);
  }

  @Override
  public Tape record(INDArray images) {
    return Tape.of(
        logits(images), c -> c.mmul(weights.transpose()).dup('c').reshape(images.shape()));
  }

  /** The direction in which the logit of class 1 gains most on that of class 0. */
  INDArray direction(long... imageShape) {
    return weights.getColumn(1).sub(weights.getColumn(0)).reshape(imageShape);
  }
}
