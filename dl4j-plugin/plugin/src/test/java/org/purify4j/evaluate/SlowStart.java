package org.purify4j.evaluate;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.gradient.Tape;

/** The answers of a {@link BrightnessVictim}, the first of which takes long. */
final class SlowStart implements Classifier {
  static final double SECONDS = 0.6;

  private final BrightnessVictim victim = new BrightnessVictim();
  private boolean started;

  @Override
  public int classes() {
    return victim.classes();
  }

  @Override
  public INDArray logits(INDArray images) {
    if (!started) {
      started = true;
      pause();
    }
    return victim.logits(images);
  }

  private static void pause() {
    try {
      Thread.sleep(Math.round(1000 * SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public Tape record(INDArray images) {
    return victim.record(images);
  }
}
