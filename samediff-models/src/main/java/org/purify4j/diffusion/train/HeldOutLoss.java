package org.purify4j.diffusion.train;

import java.io.IOException;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.engine.ExecutableNetwork;
import org.purify4j.diffusion.model.DiffusionModel;
import org.purify4j.diffusion.network.Conditioning;
import org.purify4j.diffusion.noise.KeyedRandom;
import org.purify4j.diffusion.schedule.NoiseSchedule;

/**
 * The mean of (ε − ε̂)² of a model on images it was not trained on, each at one timestep; the same
 * timesteps and noise every time, so that two models are compared by the pair.
 *
 * @param images looked at
 * @param limit most of them
 * @param timesteps how timesteps are drawn
 * @param seed of timesteps and noise
 */
public record HeldOutLoss(ImageSet images, int limit, TimestepSampling timesteps, long seed) {
  private static final int BATCH = 16;

  /**
   * Measures.
   *
   * @param model of the images' size and channels
   * @throws IOException if an image cannot be read
   */
  public double of(DiffusionModel model) throws IOException {
    NoiseSchedule schedule = model.schedule();
    int count = Math.min(limit, images.size());
    int length = images.shape().length();
    double sum = 0;
    try (ExecutableNetwork predictor =
        model.noiseNetwork(BATCH, images.shape().height(), images.shape().width())) {
      for (int first = 0; first < count; first += BATCH) {
        float[] clean = new float[BATCH * length];
        int[] labels = new int[BATCH];
        int[] steps = new int[BATCH];
        int filled = Math.min(BATCH, count - first);
        for (int i = 0; i < filled; i++) {
          labels[i] = images.read(first + i, clean, i * length);
          steps[i] = timesteps.draw(KeyedRandom.of(seed, first + i), schedule.timesteps());
        }
        for (int i = 0; i < clean.length; i++) {
          clean[i] = 2 * clean[i] - 1;
        }
        NoisyBatch batch = NoisyBatch.of(clean, steps, schedule, seed, first);
        INDArray x = batch.toArray(images.shape());
        double[] losses =
            DenoisingLoss.perImage(predictor.forward(x, conditioning(model, steps, labels)), batch);
        x.close();
        sum += Arrays.stream(losses, 0, filled).sum();
      }
    }
    return sum / count;
  }

  private static Conditioning conditioning(DiffusionModel model, int[] steps, int[] labels) {
    return new Conditioning(
        Arrays.stream(steps).mapToDouble(model::networkTime).toArray(),
        model.description().network().classes() == 0 ? new int[0] : labels);
  }
}
