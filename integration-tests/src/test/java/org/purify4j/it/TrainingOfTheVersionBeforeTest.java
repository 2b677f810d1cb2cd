package org.purify4j.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.purify4j.it.VersionBefore.assertBits;
import static org.purify4j.it.VersionBefore.assertComputed;

import java.io.IOException;
import org.junit.jupiter.api.Tag;
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
@Tag("every-engine")
class TrainingOfTheVersionBeforeTest {
  private static final int SIDE = 8;

  /**
   * Adam takes steps of the learning rate, 0.001, whatever the size of a gradient, so the rounding
   * of those near 0 shows; without its moments the weights would be several steps off.
   */
  private static final float ROUNDING_OF_STEPS = 5e-4f;

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
      while (!trainer.isDone()) {
        trainer.step();
      }
      assertEquals(6, trainer.state().step());
      assertComputed("training/6.weights", trainer.state().weights().data(), ROUNDING_OF_STEPS);
      assertComputed("training/6.average", trainer.state().average().data(), ROUNDING_OF_STEPS);
    }
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
