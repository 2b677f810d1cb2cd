package org.purify4j.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.purify4j.data.SyntheticDigits;
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
import org.purify4j.diffusion.unet.AdmUNet;
import org.purify4j.diffusion.unet.Heads;
import org.purify4j.diffusion.unet.TimeInjection;

/**
 * A diffusion model of 32 by 32 colour images, trained for three steps: it runs, and is no good.
 */
final class SmallModel {
  private SmallModel() {}

  static Path write(Path archive) throws IOException {
    AdmUNet network =
        new AdmUNet(
            3,
            32,
            3,
            List.of(32, 32),
            1,
            List.of(),
            new Heads.Count(4),
            Op.Attention.Layout.HEADS_FIRST,
            TimeInjection.SCALE_SHIFT,
            AdmUNet.Resampling.CONVOLUTION,
            0);
    ModelDescription description =
        new ModelDescription(
            network,
            new CosineAlphaBar(4000),
            Prediction.NOISE,
            VarianceType.FIXED_SMALL,
            TimeUnit.STEPS,
            32,
            new Provenance("test", "", "test", Map.of()));
    TrainingConfig config =
        new TrainingConfig(
            3,
            4,
            TimestepSampling.uniform(),
            new Optimization(1e-2, 0, 1, 0.1),
            TrainingConfig.Loss.SIMPLE,
            TrainingConfig.Flips.NONE,
            1);
    TrainingState start = TrainingState.of(InitialWeights.of(network.describe(32, 32), 1));
    try (ImageSet digits = new SyntheticDigits(1).open(100);
        DiffusionTrainer trainer =
            new DiffusionTrainer(description, start, config, new ShuffledImages(digits, 1))) {
      while (!trainer.isDone()) {
        trainer.step();
      }
      try (DiffusionModel model = trainer.model(description.provenance())) {
        model.save(archive);
      }
    }
    return archive;
  }
}
