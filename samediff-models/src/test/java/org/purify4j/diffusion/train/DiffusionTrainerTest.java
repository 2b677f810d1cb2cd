package org.purify4j.diffusion.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.purify4j.diffusion.model.DiffusionModel;
import org.purify4j.diffusion.model.ModelDescription;
import org.purify4j.diffusion.model.Provenance;
import org.purify4j.diffusion.model.TinyModel;
import org.purify4j.diffusion.schedule.VarianceType;

/** Learning two kinds of stripes. */
class DiffusionTrainerTest {
  private static final ImageSet STRIPES = new Stripes();
  private static final Provenance NOWHERE = new Provenance("test", "", "test", Map.of());

  @TempDir Path dir;

  /** 8×8 images of bright columns, or of bright rows. */
  private record Stripes() implements ImageSet {
    @Override
    public int size() {
      return 6;
    }

    @Override
    public ImageShape shape() {
      return new ImageShape(3, 8, 8);
    }

    @Override
    public int read(int index, float[] to, int offset) {
      for (int i = 0; i < shape().length(); i++) {
        int line = index % 2 == 0 ? i % 8 : i / 8 % 8;
        to[offset + i] = (line + index) % 4 < 2 ? 0.9f : 0.1f;
      }
      return index % 2;
    }

    @Override
    public void close() {}
  }

  private static ModelDescription description(VarianceType variance) {
    try (DiffusionModel model = TinyModel.of(variance)) {
      return model.description();
    }
  }

  private static TrainingConfig config(long steps, TrainingConfig.Loss loss) {
    return new TrainingConfig(
        steps,
        4,
        new TimestepSampling(1500, 0.8),
        new Optimization(2e-3, 5, 1, 0.95),
        loss,
        TrainingConfig.Flips.HORIZONTAL,
        7);
  }

  private static DiffusionTrainer begin(VarianceType variance, TrainingConfig config) {
    ModelDescription description = description(variance);
    return new DiffusionTrainer(
        description,
        TrainingState.of(InitialWeights.of(description.network().describe(8, 8), 1)),
        config,
        new ShuffledImages(STRIPES, 3));
  }

  @ParameterizedTest
  @EnumSource(TrainingConfig.Loss.class)
  void theLossFalls(TrainingConfig.Loss loss) throws IOException {
    try (DiffusionTrainer trainer = begin(VarianceType.LEARNED_RANGE, config(80, loss))) {
      HeldOutLoss heldOut = new HeldOutLoss(STRIPES, 6, new TimestepSampling(1500, 1), 5);
      double before;
      try (DiffusionModel model = trainer.model(NOWHERE)) {
        before = heldOut.of(model);
      }
      assertEquals(1, before, 0.1, "a network that answers 0 has the noise's variance as its loss");
      while (!trainer.isDone()) {
        trainer.step();
      }
      try (DiffusionModel model = trainer.model(NOWHERE)) {
        double after = heldOut.of(model);
        assertTrue(after < 0.6 * before, "got " + after + " after " + before);
      }
    }
  }

  @Test
  void goingOnIsNeverHavingStopped() throws IOException {
    TrainingConfig config = config(8, TrainingConfig.Loss.SIMPLE);
    Path file = dir.resolve("checkpoint.zip");
    float[] unbroken;
    try (DiffusionTrainer trainer = begin(VarianceType.FIXED_SMALL, config)) {
      for (int i = 0; i < 3; i++) {
        trainer.step();
      }
      new TrainingCheckpoint(
              description(VarianceType.FIXED_SMALL), config, "stripes", trainer.state())
          .write(file);
      while (!trainer.isDone()) {
        trainer.step();
      }
      unbroken = trainer.state().average().data().clone();
    }
    TrainingCheckpoint read = TrainingCheckpoint.read(file);
    assertEquals(config, read.config());
    assertEquals(3, read.state().step());
    try (DiffusionTrainer trainer =
        new DiffusionTrainer(
            read.description(), read.state(), read.config(), new ShuffledImages(STRIPES, 3))) {
      assertFalse(trainer.isDone());
      while (!trainer.isDone()) {
        trainer.step();
      }
      assertArrayEquals(unbroken, trainer.state().average().data());
    }
  }

  @Test
  void imagesOfAnotherSizeAreRefused() {
    ModelDescription description = description(VarianceType.FIXED_SMALL);
    TrainingState state =
        TrainingState.of(InitialWeights.of(description.network().describe(8, 8), 1));
    ImageStream grey =
        new ImageStream() {
          @Override
          public ImageShape shape() {
            return new ImageShape(1, 8, 8);
          }

          @Override
          public void read(long first, float[] pixels, int[] labels) {}
        };
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                new DiffusionTrainer(
                    description, state, config(1, TrainingConfig.Loss.SIMPLE), grey));
    assertEquals("images: got 1x8x8, must be 3x8x8 as the network's", refusal.getMessage());
  }

  @Test
  void everyEpochHasEveryImageOnce() {
    ShuffledImages images = new ShuffledImages(STRIPES, 11);
    boolean differ = false;
    for (int epoch = 0; epoch < 20; epoch++) {
      int seen = 0;
      for (int place = 0; place < STRIPES.size(); place++) {
        int index = images.permuted(epoch, place);
        seen |= 1 << index;
        differ |= index != place;
      }
      assertEquals((1 << STRIPES.size()) - 1, seen);
    }
    assertTrue(differ);
  }
}
