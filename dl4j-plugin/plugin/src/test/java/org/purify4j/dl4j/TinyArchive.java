package org.purify4j.dl4j;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.model.DiffusionModel;
import org.purify4j.diffusion.model.ModelDescription;
import org.purify4j.diffusion.model.Prediction;
import org.purify4j.diffusion.model.Provenance;
import org.purify4j.diffusion.model.TimeUnit;
import org.purify4j.diffusion.network.Op.Attention.Layout;
import org.purify4j.diffusion.schedule.CosineAlphaBar;
import org.purify4j.diffusion.schedule.VarianceType;
import org.purify4j.diffusion.unet.AdmUNet;
import org.purify4j.diffusion.unet.Heads;
import org.purify4j.diffusion.unet.TimeInjection;
import org.purify4j.victim.TestImages;

/** An archive of a small untrained diffusion model of 8×8 images. */
final class TinyArchive {
  private TinyArchive() {}

  static Path write(Path file, long seed) {
    return write(file, seed, 3, 1);
  }

  /** Of images of other channels, whose sides are multiples of a power of two. */
  static Path write(Path file, long seed, int channels, int multiple) {
    AdmUNet network =
        new AdmUNet(
            channels,
            32,
            2 * channels,
            Collections.nCopies(1 + Integer.numberOfTrailingZeros(multiple), 32),
            1,
            List.of(),
            new Heads.Count(1),
            Layout.HEADS_FIRST,
            TimeInjection.SCALE_SHIFT,
            AdmUNet.Resampling.CONVOLUTION,
            0);
    ModelDescription description =
        new ModelDescription(
            network,
            new CosineAlphaBar(4000),
            Prediction.NOISE,
            VarianceType.LEARNED_RANGE,
            TimeUnit.THOUSANDTHS,
            8,
            new Provenance("test", "", "test", Map.of("weights", "random")));
    Map<String, INDArray> weights = new LinkedHashMap<>();
    SplittableRandom seeds = new SplittableRandom(seed);
    network
        .describe(8, 8)
        .parameters()
        .forEach(
            (name, shape) ->
                weights.put(
                    name,
                    TestImages.uniform(seeds.nextLong(), -0.15, 0.15, DataType.FLOAT, shape)));
    try (DiffusionModel model = new DiffusionModel(description, weights)) {
      model.save(file);
    }
    return file;
  }
}
