package org.purify4j.diffusion.testing;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.gradient.Tape;

/**
 * A classifier whose second derivatives are central differences.
 *
 * @param victim the classifier
 */
public record DifferencedVictim(Classifier victim) implements Classifier {
  @Override
  public int classes() {
    return victim.classes();
  }

  @Override
  public INDArray logits(INDArray images) {
    return victim.logits(images);
  }

  @Override
  public Tape record(INDArray images) {
    return victim.record(images);
  }
}
