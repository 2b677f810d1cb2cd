package org.purify4j.diffusion.train;

import java.io.IOException;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.engine.TrainableNetwork;
import org.purify4j.diffusion.engine.WeightTape;
import org.purify4j.diffusion.engine.choice.EngineChoice;
import org.purify4j.diffusion.model.DiffusionModel;
import org.purify4j.diffusion.model.ModelDescription;
import org.purify4j.diffusion.model.Prediction;
import org.purify4j.diffusion.model.Provenance;
import org.purify4j.diffusion.network.Conditioning;
import org.purify4j.diffusion.network.Network;
import org.purify4j.diffusion.network.Parameters;
import org.purify4j.diffusion.schedule.NoiseSchedule;

/**
 * Trains a diffusion network to predict the noise in noisy images (Ho et al. 2020, algorithm 1).
 *
 * <p>Whatever is random in a step is a function of the seed and the step's number, so a trainer
 * that begins with the {@linkplain #state state} of another goes on to the same weights, bit for
 * bit. There is no dropout: of the networks that are small enough to be trained here, none is known
 * to need it. Not thread-safe; holds native memory until closed.
 */
public final class DiffusionTrainer implements AutoCloseable {
  private final ModelDescription description;
  private final TrainingConfig config;
  private final ImageStream images;
  private final NoiseSchedule schedule;
  private final DenoisingLoss loss;
  private final TrainableNetwork engine;
  private final float[] pixels;
  private final int[] labels;
  private TrainingState state;

  /**
   * Prepares a training, or the rest of one.
   *
   * @param description of the network
   * @param state to go on from; from here on the trainer's
   * @param config the settings
   * @param images what is learned; of the model's size and channels, and of no more classes than
   *     the network has if it has any; stays the caller's
   */
  public DiffusionTrainer(
      ModelDescription description,
      TrainingState state,
      TrainingConfig config,
      ImageStream images) {
    int size = description.imageSize();
    ImageShape expected = new ImageShape(description.network().inChannels(), size, size);
    if (!images.shape().equals(expected)) {
      throw new IllegalArgumentException(
          "images: got " + images.shape() + ", must be " + expected + " as the network's");
    }
    if (description.predicts() != Prediction.NOISE) {
      throw new IllegalArgumentException(
          "network: got one that predicts "
              + description.predicts()
              + ", must be one that predicts NOISE to be trained");
    }
    boolean learnedVariance =
        description.network().outChannels() > description.network().inChannels();
    if (config.loss() == TrainingConfig.Loss.HYBRID && !learnedVariance) {
      throw new IllegalArgumentException(
          "loss: got HYBRID, must be SIMPLE for a network that does not predict the variance");
    }
    this.description = description;
    this.config = config;
    this.images = images;
    this.state = state;
    this.schedule = description.schedule().build();
    this.loss = new DenoisingLoss(schedule, config.loss());
    this.pixels = new float[config.batchSize() * expected.length()];
    this.labels = new int[config.batchSize()];
    Network network = description.network().describe(size, size);
    this.engine = EngineChoice.current().openTraining(network, config.batchSize());
  }

  /** How far it is. The arrays are the trainer's and change with the next step. */
  public TrainingState state() {
    return state;
  }

  /** Whether all steps are done. */
  public boolean isDone() {
    return state.step() >= config.steps();
  }

  /**
   * Does a step.
   *
   * @throws IOException if the images cannot be read
   * @throws ArithmeticException if the loss is no longer a number; the state is that before the
   *     step
   */
  public TrainingStep step() throws IOException {
    NoisyBatch batch = batch();
    engine.load(state.weights());
    INDArray x = batch.toArray(images.shape());
    WeightTape tape = engine.record(x, conditioning(batch.timesteps()));
    DenoisingLoss.Result result = loss.of(tape.output(), batch);
    Parameters gradient = tape.gradient(result.gradient());
    x.close();
    result.gradient().close();
    double norm = Adam.norm(gradient);
    if (!Double.isFinite(result.noise()) || !Double.isFinite(norm)) {
      throw new ArithmeticException(
          "step "
              + (state.step() + 1)
              + ": got loss "
              + result.noise()
              + " and gradient norm "
              + norm
              + ", must be finite (a smaller learning rate may help)");
    }
    Optimization optimization = config.optimization();
    double rate = optimization.learningRate(state.step(), config.steps());
    double scale = Math.min(1, optimization.largestNorm() / norm);
    Adam.step(state, gradient, scale, rate, optimization.averaging(state.step()));
    state = state.next();
    return new TrainingStep(state.step(), result.noise(), result.bound(), norm, rate);
  }

  private NoisyBatch batch() throws IOException {
    int count = config.batchSize();
    images.read(state.step() * count, pixels, labels);
    float[] clean = new float[pixels.length];
    for (int i = 0; i < clean.length; i++) {
      clean[i] = 2 * pixels[i] - 1;
    }
    StepRandom random = new StepRandom(config.seed());
    int[] timesteps = new int[count];
    for (int image = 0; image < count; image++) {
      timesteps[image] =
          config.timesteps().draw(random.timestep(state.step(), image), schedule.timesteps());
      if (config.flips() == TrainingConfig.Flips.HORIZONTAL
          && random.flip(state.step(), image).nextBoolean()) {
        flip(clean, image);
      }
    }
    return NoisyBatch.of(clean, timesteps, schedule, config.seed(), state.step());
  }

  private void flip(float[] values, int image) {
    int width = images.shape().width();
    int from = image * images.shape().length();
    for (int row = from; row < from + images.shape().length(); row += width) {
      for (int i = 0, j = width - 1; i < j; i++, j--) {
        float left = values[row + i];
        values[row + i] = values[row + j];
        values[row + j] = left;
      }
    }
  }

  private Conditioning conditioning(int[] timesteps) {
    int classes = description.network().classes();
    for (int label : labels) {
      if (classes > 0 && (label < 0 || label >= classes)) {
        throw new IllegalArgumentException(
            "label: got " + label + ", must be a class of the network, 0 to " + (classes - 1));
      }
    }
    return new Conditioning(
        Arrays.stream(timesteps).mapToDouble(t -> description.timeUnit().of(t, schedule)).toArray(),
        classes == 0 ? new int[0] : labels.clone());
  }

  /**
   * What has been learned: a model with the averaged weights, which the caller closes.
   *
   * @param provenance to note in it
   */
  public DiffusionModel model(Provenance provenance) {
    return new DiffusionModel(description.withProvenance(provenance), state.average().toArrays());
  }

  @Override
  public void close() {
    engine.close();
  }
}
