package org.purify4j.evaluate;

import java.util.Optional;
import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.guidance.Victim;

/** A victim that keeps the first images it is asked about. */
final class FirstShown implements Victim {
  private final Victim victim;
  private Optional<INDArray> shown = Optional.empty();

  FirstShown(Victim victim) {
    this.victim = victim;
  }

  /** The first images since the last call of this method, which are then forgotten. */
  INDArray take() {
    INDArray images = shown.orElseThrow();
    shown = Optional.empty();
    return images;
  }

  @Override
  public int classes() {
    return victim.classes();
  }

  @Override
  public INDArray logits(INDArray images) {
    if (shown.isEmpty()) {
      shown = Optional.of(images);
    }
    return victim.logits(images);
  }

  @Override
  public INDArray inputGradient(INDArray images, UnaryOperator<INDArray> cotangent) {
    return victim.inputGradient(images, cotangent);
  }
}
