package org.purify4j.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.defence.Defence;
import org.purify4j.diffusion.classifier.Answer;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.noise.Draw;

/**
 * Adds to every pixel an amount that depends on the draw's index; counts three passes per image.
 */
final class ShiftDefence implements Defence {
  private final Classifier victim;
  private final double[] shifts;
  private long passes;

  ShiftDefence(Classifier victim, double... shifts) {
    this.victim = victim;
    this.shifts = shifts;
  }

  @Override
  public String name() {
    return "shift";
  }

  @Override
  public JsonNode settings() {
    return JsonNodeFactory.instance.objectNode().put("draws", shifts.length);
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
        return victim.classes();
      }

      @Override
      public Answer answer(INDArray images, Draw draw) {
        passes += 3 * images.size(0);
        INDArray shown = images.add(shifts[(int) draw.index()]);
        return Answer.of(victim.logits(shown), shown);
      }

      @Override
      public INDArray logits(INDArray images, Draw draw) {
        return answer(images, draw).logits();
      }

      @Override
      public Tape record(INDArray images, Draw draw) {
        return victim.record(images.add(shifts[(int) draw.index()]));
      }
    };
  }

  /** Always the first draw. */
  @Override
  public NoisyClassifier target() {
    return new NoisyClassifier() {
      @Override
      public int classes() {
        return victim.classes();
      }

      @Override
      public INDArray logits(INDArray images, Draw draw) {
        return victim.logits(images.add(shifts[0]));
      }

      @Override
      public Tape record(INDArray images, Draw draw) {
        return victim.record(images.add(shifts[0]));
      }
    };
  }

  @Override
  public long imagePasses() {
    return passes;
  }

  @Override
  public void close() {}
}
