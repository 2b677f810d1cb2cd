package org.purify4j.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.purify4j.diffusion.model.DiffusionModel;
import org.purify4j.diffusion.model.ModelDescription;
import org.purify4j.diffusion.model.Prediction;
import org.purify4j.diffusion.model.Provenance;
import org.purify4j.diffusion.model.TimeUnit;
import org.purify4j.diffusion.network.Op;
import org.purify4j.diffusion.schedule.CosineAlphaBar;
import org.purify4j.diffusion.schedule.VarianceType;
import org.purify4j.diffusion.train.DiffusionTrainer;
import org.purify4j.diffusion.train.ImageSet;
import org.purify4j.diffusion.train.InitialWeights;
import org.purify4j.diffusion.train.Optimization;
import org.purify4j.diffusion.train.ShuffledImages;
import org.purify4j.diffusion.train.TimestepSampling;
import org.purify4j.diffusion.train.TrainingConfig;
import org.purify4j.diffusion.train.TrainingState;
import org.purify4j.diffusion.train.TrainingStep;
import org.purify4j.diffusion.unet.AdmUNet;
import org.purify4j.diffusion.unet.Heads;
import org.purify4j.diffusion.unet.TimeInjection;

/**
 * Trains a small diffusion model of MNIST's digits, one grey channel, for {@link MnistLeNet}. The
 * command {@code ./purify train-diffusion --data mnist:FILE} does the same, with checkpoints.
 */
public final class MnistDiffusion {
  private static final int WIDTH = 32;
  private static final long SEED = 1;

  private MnistDiffusion() {}

  /**
   * @param args the folder of MNIST's four files, the number of training steps, and where to write
   *     the model
   */
  public static void main(String[] args) throws IOException {
    train(Path.of(args[0]), Long.parseLong(args[1]), Path.of(args[2]));
  }

  static void train(Path mnist, long steps, Path archive) throws IOException {
    TrainingState start = TrainingState.of(InitialWeights.of(network().describe(28, 28), SEED));
    try (ImageSet digits = MnistFiles.training(mnist);
        DiffusionTrainer trainer =
            new DiffusionTrainer(
                description(), start, settings(steps), new ShuffledImages(digits, SEED))) {
      while (!trainer.isDone()) {
        TrainingStep step = trainer.step();
        if (step.step() % 100 == 0 || trainer.isDone()) {
          System.out.printf("step %d, loss %.4f%n", step.step(), step.loss());
        }
      }
      try (DiffusionModel model = trainer.model(provenance(steps))) {
        model.save(archive);
      }
    }
  }

  /** The U-Net of improved-diffusion: 28, 14 and 7 pixels, attention in the middle. */
  private static AdmUNet network() {
    return new AdmUNet(
        MnistFiles.SHAPE.channels(),
        WIDTH,
        MnistFiles.SHAPE.channels(),
        List.of(WIDTH, 2 * WIDTH, 2 * WIDTH),
        1,
        List.of(),
        new Heads.Count(4),
        Op.Attention.Layout.HEADS_FIRST,
        TimeInjection.SCALE_SHIFT,
        AdmUNet.Resampling.CONVOLUTION,
        0);
  }

  private static ModelDescription description() {
    return new ModelDescription(
        network(),
        new CosineAlphaBar(4000),
        Prediction.NOISE,
        VarianceType.FIXED_SMALL,
        TimeUnit.STEPS,
        MnistFiles.SHAPE.height(),
        provenance(0));
  }

  /** Nine steps in ten below timestep 1800: a purifier starts from there and asks no more. */
  private static TrainingConfig settings(long steps) {
    return new TrainingConfig(
        steps,
        TrainingConfig.DEFAULT_BATCH_SIZE,
        new TimestepSampling(1800, 0.9),
        new Optimization(1e-3, (int) Math.min(100, steps / 10), 1, 0.995),
        TrainingConfig.Loss.SIMPLE,
        TrainingConfig.Flips.NONE,
        SEED);
  }

  private static Provenance provenance(long steps) {
    return new Provenance(
        "MNIST", "", "purify4j-examples", Map.of("training", steps + " steps, seed " + SEED));
  }
}
