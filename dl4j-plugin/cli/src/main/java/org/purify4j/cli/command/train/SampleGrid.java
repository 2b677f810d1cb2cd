package org.purify4j.cli.command.train;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.Optional;
import java.util.stream.LongStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.purify4j.data.ImageFiles;
import org.purify4j.diffusion.chain.Chain;
import org.purify4j.diffusion.chain.Denoiser;
import org.purify4j.diffusion.chain.PurifierConfig;
import org.purify4j.diffusion.chain.StepObserver;
import org.purify4j.diffusion.engine.ExecutableNetwork;
import org.purify4j.diffusion.model.DiffusionModel;
import org.purify4j.diffusion.noise.Draw;
import org.purify4j.diffusion.noise.GaussianNoise;
import org.purify4j.diffusion.sampler.DdimSampler;
import org.purify4j.diffusion.schedule.NoiseLevel;
import org.purify4j.diffusion.schedule.Respacing;

/** Images that a model makes from pure noise, the same noise every time. */
final class SampleGrid {
  private static final int SIDE = 4;
  private static final int STEPS = 25;
  private static final int LEAST_PIXELS = 64;

  private SampleGrid() {}

  static BufferedImage draw(DiffusionModel model, long seed) {
    int size = model.description().imageSize();
    int channels = model.description().network().inChannels();
    int scale = Math.max(1, LEAST_PIXELS / size);
    int last = model.schedule().timesteps() - 1;
    PurifierConfig config =
        PurifierConfig.of(new NoiseLevel.Timestep(last))
            .withRespacing(new Respacing.Evenly(Math.min(STEPS, last)))
            .withSampler(new DdimSampler(0));
    BufferedImage grid =
        new BufferedImage(SIDE * size * scale, SIDE * size * scale, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = grid.createGraphics();
    try (ExecutableNetwork predictor = model.noiseNetwork(SIDE * SIDE, size, size);
        INDArray nothing = Nd4j.zeros(SIDE * SIDE, channels, size, size);
        INDArray images =
            Chain.of(
                    predictor,
                    Denoiser.of(model),
                    config,
                    new GaussianNoise(seed),
                    Optional.empty())
                .run(
                    nothing,
                    Draw.of(LongStream.range(0, SIDE * SIDE).toArray()),
                    StepObserver.none())) {
      images.addi(1).divi(2);
      for (int i = 0; i < SIDE * SIDE; i++) {
        INDArray image = images.get(NDArrayIndex.interval(i, i + 1));
        graphics.drawImage(
            ImageFiles.toPicture(image),
            i % SIDE * size * scale,
            i / SIDE * size * scale,
            size * scale,
            size * scale,
            null);
      }
    }
    graphics.dispose();
    return grid;
  }
}
