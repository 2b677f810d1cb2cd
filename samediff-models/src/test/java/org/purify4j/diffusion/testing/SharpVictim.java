package org.purify4j.diffusion.testing;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.gradient.DualTape;
import org.purify4j.diffusion.gradient.SecondDerivative;
import org.purify4j.diffusion.gradient.Tape;

/**
 * A classifier more certain of its classes.
 *
 * @param victim the classifier
 * @param factor of its logits
 */
public record SharpVictim(Classifier victim, double factor) implements Classifier {
  @Override
  public int classes() {
    return victim.classes();
  }

  @Override
  public INDArray logits(INDArray images) {
    return victim.logits(images).muli(factor);
  }

  @Override
  public Tape record(INDArray images) {
    Tape tape = victim.record(images);
    return Tape.of(tape.output().mul(factor), ofLogits -> tape.gradient(ofLogits.mul(factor)));
  }

  @Override
  public DualTape recordAlong(INDArray images, INDArray direction) {
    DualTape tape = victim.recordAlong(images, direction);
    return new ClosedForm(
        tape.output().mul(factor),
        tape.outputTangent().mul(factor),
        v -> tape.gradient(v.mul(factor)),
        (v, change) -> tape.gradientTangent(v.mul(factor), change.mul(factor)));
  }

  @Override
  public SecondDerivative secondDerivative() {
    return victim.secondDerivative();
  }
}
