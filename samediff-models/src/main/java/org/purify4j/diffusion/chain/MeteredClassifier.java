package org.purify4j.diffusion.chain;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.gradient.DualTape;
import org.purify4j.diffusion.gradient.SecondDerivative;
import org.purify4j.diffusion.gradient.Tape;

/** Counts and times the calls of a victim. Closing it leaves the victim open. */
record MeteredClassifier(Classifier victim, Meter meter) implements Classifier {
  @Override
  public int classes() {
    return victim.classes();
  }

  @Override
  public INDArray logits(INDArray images) {
    return meter.victimCall(() -> victim.logits(images));
  }

  @Override
  public Tape record(INDArray images) {
    Tape tape = meter.victimCall(() -> victim.record(images));
    return new MeteredTape(tape, meter::victim);
  }

  /** Differences are the calls of {@link #record} that they are made of. */
  @Override
  public DualTape recordAlong(INDArray images, INDArray direction) {
    if (secondDerivative() == SecondDerivative.DIFFERENCES) {
      return Classifier.super.recordAlong(images, direction);
    }
    DualTape tape = meter.victimCall(() -> victim.recordAlong(images, direction));
    return new MeteredDualTape(tape, meter::victim);
  }

  @Override
  public SecondDerivative secondDerivative() {
    return victim.secondDerivative();
  }
}
