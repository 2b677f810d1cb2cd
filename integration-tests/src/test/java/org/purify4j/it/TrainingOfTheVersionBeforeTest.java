package org.purify4j.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.purify4j.it.VersionBefore.assertBits;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.purify4j.diffusion.noise.GaussianNoise;
import org.purify4j.diffusion.noise.NoiseSource;
import org.purify4j.diffusion.train.DiffusionTrainer;
import org.purify4j.diffusion.train.ImageShape;
import org.purify4j.diffusion.train.ImageStream;
import org.purify4j.diffusion.train.InitialWeights;
import org.purify4j.diffusion.train.TrainingCheckpoint;
import org.purify4j.diffusion.train.TrainingState;

/** What is drawn from seeds is what it was, and an interrupted training goes on. */
class TrainingOfTheVersionBeforeTest {
  private static final int SIDE = 8;

  /** Root of Adam's second moment from which on a gradient is more than rounding. */
  private static final double LEAST_GRADIENT = 1e-6;

  private static TrainingCheckpoint checkpoint() {
    return TrainingCheckpoint.read(VersionBefore.file("training/checkpoint.zip"));
  }

  @Test
  void theStateIsRead() {
    TrainingCheckpoint checkpoint = checkpoint();
    TrainingState state = checkpoint.state();
    assertEquals("images of Writer.java", checkpoint.images());
    assertEquals(3, state.step());
    assertBits("training/3.weights", state.weights().toArrays());
    assertBits("training/3.average", state.average().toArrays());
    assertBits("training/3.first-moment", state.firstMoment().toArrays());
    assertBits("training/3.second-moment", state.secondMoment().toArrays());
  }

  @Test
  void threeMoreStepsGiveTheSameWeights() throws IOException {
    TrainingCheckpoint checkpoint = checkpoint();
    try (DiffusionTrainer trainer =
        new DiffusionTrainer(
            checkpoint.description(), checkpoint.state(), checkpoint.config(), new Images())) {
      float[] weights = trainer.state().weights().data().clone();
      float[] average = trainer.state().average().data().clone();
      float[] moment = trainer.state().secondMoment().data().clone();
      while (!trainer.isDone()) {
        trainer.step();
      }
      assertEquals(6, trainer.state().step());
      assertTrained("training/6.weights", weights, trainer.state().weights().data(), moment);
      assertTrained("training/6.average", average, trainer.state().average().data(), moment);
    }
  }

  /**
   * Compares bit for bit on a machine as the numbers were computed on. Elsewhere the way taken may
   * differ by a hundredth, where gradients are more than rounding: for the others Adam's steps are
   * as long, and any way is as good. (ND4J's engine differs by 0.0003; were the moments lost, it
   * would be 0.6.)
   */
  private static void assertTrained(
      String expected, float[] before, float[] found, float[] secondMoment) {
    if (VersionBefore.sameMachine()) {
      assertBits(expected, found);
      return;
    }
    float[] there = VersionBefore.floats(expected);
    double way = 0;
    double off = 0;
    for (int i = 0; i < there.length; i++) {
      if (Math.sqrt(secondMoment[i]) > LEAST_GRADIENT) {
        way += Math.pow(there[i] - (double) before[i], 2);
        off += Math.pow(there[i] - (double) found[i], 2);
      }
    }
    double part = Math.sqrt(off / way);
    assertTrue(part < 0.01, () -> expected + ": got " + part + " of the way off");
  }

  @Test
  void theSameSeedGivesTheSameInitialWeights() {
    assertBits(
        "training/initial-weights",
        InitialWeights.of(checkpoint().description().network().describe(SIDE, SIDE), 9).toArrays());
  }

  @Test
  void theSameKeysGiveTheSameNoise() {
    GaussianNoise source = new GaussianNoise(1234567890123L);
    float[] all = new float[6 * 64];
    float[] one = new float[64];
    int at = 0;
    for (NoiseSource.Kind kind : NoiseSource.Kind.values()) {
      for (int step : new int[] {0, 417}) {
        source.fill(-7_000_000_000L, 2, 1, new NoiseSource.Step(kind, step), one);
        System.arraycopy(one, 0, all, at, one.length);
        at += one.length;
      }
    }
    assertBits("noise", all);
  }

  /** Those that Writer.java trained on: one pixel formula, cut into images. */
  private static final class Images implements ImageStream {
    @Override
    public ImageShape shape() {
      return new ImageShape(3, SIDE, SIDE);
    }

    @Override
    public void read(long first, float[] pixels, int[] labels) {
      int count = (int) first + labels.length;
      float[] all = VersionBefore.floats(VersionBefore.images(count, SIDE));
      System.arraycopy(all, all.length - pixels.length, pixels, 0, pixels.length);
    }
  }
}
