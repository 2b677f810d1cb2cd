package org.purify4j.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.defence.Defence;
import org.purify4j.diffusion.classifier.Answer;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.noise.Draw;

/** Changes nothing, and takes long over its first call. */
final class SlowStart implements Defence {
  static final double SECONDS = 0.6;

  private final ShiftDefence shift = new ShiftDefence(new BrightnessVictim(), 0);
  private boolean started;

  @Override
  public String name() {
    return shift.name();
  }

  @Override
  public JsonNode settings() {
    return shift.settings();
  }

  @Override
  public Randomness randomness() {
    return Randomness.RANDOMISED;
  }

  @Override
  public NoisyClassifier classifier() {
    return new NoisyClassifier() {
      @Override
      public int classes() {
        return shift.classifier().classes();
      }

      @Override
      public Answer answer(INDArray images, Draw draw) {
        if (!started) {
          started = true;
          pause();
        }
        return shift.classifier().answer(images, draw);
      }

      @Override
      public INDArray logits(INDArray images, Draw draw) {
        return answer(images, draw).logits();
      }

      @Override
      public Tape record(INDArray images, Draw draw) {
        return shift.classifier().record(images, draw);
      }
    };
  }

  private static void pause() {
    try {
      Thread.sleep(Math.round(1000 * SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public NoisyClassifier target() {
    return shift.target();
  }

  @Override
  public long imagePasses() {
    return shift.imagePasses();
  }

  @Override
  public void close() {}
}
