package org.purify4j.diffusion.chain;

import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.array.BatchSlices;
import org.purify4j.diffusion.array.Rows;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.guidance.Guidance;
import org.purify4j.diffusion.model.DiffusionModel;
import org.purify4j.diffusion.noise.Draw;
import org.purify4j.diffusion.noise.GaussianNoise;
import org.purify4j.diffusion.noise.NoiseSource;
import org.purify4j.diffusion.schedule.Respacing;

/**
 * Diffusion purification ("Adversarial defense based on distribution transfer", 2023; unguided: Nie
 * et al. 2022): an image is noised to a start step and brought back by a diffusion model, guided or
 * not, so that a small perturbation drowns in the noise and does not return.
 *
 * <p>Images are {@code [n, c, h, w]}, RGB, in [0, 1], any n: they are worked on in batches of the
 * configured size, the last one padded. The result for an image depends on the image, its id, the
 * draw and the settings, and not on its batch. Not thread-safe; holds native memory until closed;
 * the model and the victim stay the caller's.
 */
public final class Purifier implements AutoCloseable {
  /** No image is this far from [0, 1]; one in 0 … 255 is. */
  private static final double IMPLAUSIBLE = 16;

  private final PurifierConfig config;
  private final BatchEngine engine;
  private StepObserver observer = StepObserver.none();
  private BooleanSupplier cancelled = () -> false;

  private Purifier(
      Denoiser denoiser, PurifierConfig config, NoiseSource noise, Optional<Classifier> victim) {
    this.config = config;
    this.engine = new BatchEngine(denoiser, config, noise, victim);
  }

  /**
   * A purifier whose guidance, if any, asks no victim.
   *
   * @throws IllegalArgumentException if the settings do not fit the model's schedule or need a
   *     victim
   */
  public static Purifier of(DiffusionModel model, PurifierConfig config) {
    return of(Denoiser.of(model), config, new GaussianNoise(config.seed()), Optional.empty());
  }

  /**
   * A purifier guided by a victim's output.
   *
   * @throws IllegalArgumentException if the settings do not fit the model's schedule
   */
  public static Purifier of(DiffusionModel model, PurifierConfig config, Classifier victim) {
    return of(Denoiser.of(model), config, new GaussianNoise(config.seed()), Optional.of(victim));
  }

  /**
   * A purifier from its parts: another network than a {@link DiffusionModel}'s, or noise of one's
   * own, in place of the configured seed's.
   *
   * @throws IllegalArgumentException if the settings do not fit the schedule or need a victim
   */
  public static Purifier of(
      Denoiser denoiser, PurifierConfig config, NoiseSource noise, Optional<Classifier> victim) {
    return new Purifier(denoiser, config, noise, victim);
  }

  /** The settings. */
  public PurifierConfig config() {
    return config;
  }

  /** What has been spent since this purifier was made. */
  public Cost cost() {
    return engine.cost();
  }

  /** Network calls that one unguided purification of a batch takes: all steps of all rounds. */
  public int steps() {
    return engine.steps();
  }

  /** Tells an observer about every step from now on; it replaces the last one. */
  public void observe(StepObserver newObserver) {
    this.observer = newObserver;
  }

  /**
   * From now on, asks before every step whether to stop; a purification then ends with a {@link
   * CancellationException}, and the purifier can be used again.
   */
  public void cancelWhen(BooleanSupplier newCancelled) {
    this.cancelled = newCancelled;
  }

  /** Purifies images whose ids are made from their content. */
  public INDArray purify(INDArray images) {
    return purify(images, Draw.ofContent(images));
  }

  /**
   * Purifies images.
   *
   * @param images {@code [n, c, h, w]} in [0, 1], not modified
   * @param draw their ids, and which independent purification
   * @return {@code [n, c, h, w]} in [0, 1], freshly allocated, attached to no workspace
   * @throws IllegalArgumentException for images of another shape or far from [0, 1], or another
   *     number of ids
   * @throws CancellationException if asked to stop
   * @throws ArithmeticException if the result is not finite
   */
  public INDArray purify(INDArray images, Draw draw) {
    check(images, draw);
    return engine.run(
        () -> {
          INDArray result = engine.allocate(images.shape());
          BatchSlices batches = new BatchSlices(images.size(0), config.batchSize());
          for (int i = 0; i < batches.count(); i++) {
            INDArray part = Rows.of(images, batches.from(i), batches.to(i));
            Draw partOfDraw = draw.slice(batches.from(i), batches.to(i));
            INDArray purified = Rows.of(result, batches.from(i), batches.to(i));
            engine.purify(part, purified, partOfDraw, listener(i, batches.count()));
          }
          return result;
        });
  }

  /**
   * Purifies one batch and keeps all that its exact gradient needs: as many images as there are
   * steps.
   *
   * @param images at most as many as the configured batch size, not modified
   * @param draw their ids, and which independent purification
   */
  public Purification record(INDArray images, Draw draw) {
    return record(images, draw, config);
  }

  /**
   * Purifies one batch by a cheaper chain whose gradient may stand in for the true one: the same
   * noise levels and forward noise, in other steps, unguided.
   *
   * @param images at most as many as the configured batch size, not modified
   * @param draw their ids, and which independent purification
   * @param respacing the steps
   */
  public Purification recordSurrogate(INDArray images, Draw draw, Respacing respacing) {
    return record(images, draw, config.withRespacing(respacing).withGuidance(Guidance.none()));
  }

  private Purification record(INDArray images, Draw draw, PurifierConfig settings) {
    check(images, draw);
    if (images.size(0) > config.batchSize()) {
      throw new IllegalArgumentException(
          "images: got "
              + images.size(0)
              + ", must be at most "
              + config.batchSize()
              + ", one batch");
    }
    return engine.run(() -> engine.record(images, draw, settings, listener(0, 1)));
  }

  /**
   * The exact gradient of a loss of the purified images with respect to the images, noise held
   * fixed: every x_t is kept, and the chain is replayed backwards one step at a time.
   *
   * @param images {@code [n, c, h, w]} in [0, 1], not modified
   * @param draw their ids, and which independent purification
   * @param cotangent from the purified images {@code [n, c, h, w]} to dL/dpurified, called once
   * @return {@code [n, c, h, w]}, freshly allocated; row i is the gradient of image i's own loss if
   *     the loss is a sum over images
   */
  public INDArray inputGradient(INDArray images, Draw draw, UnaryOperator<INDArray> cotangent) {
    check(images, draw);
    BatchSlices batches = new BatchSlices(images.size(0), config.batchSize());
    if (batches.count() == 1) {
      Purification purification = record(images, draw);
      return purification.gradient(cotangent.apply(purification.images()));
    }
    INDArray ofPurified = cotangent.apply(purify(images, draw));
    INDArray result = engine.allocate(images.shape());
    for (int i = 0; i < batches.count(); i++) {
      int from = batches.from(i);
      int to = batches.to(i);
      Purification purification = record(Rows.of(images, from, to), draw.slice(from, to));
      Rows.of(result, from, to).assign(purification.gradient(Rows.of(ofPurified, from, to)));
    }
    return result;
  }

  private ChainListener listener(int batch, int batches) {
    return new ChainListener() {
      @Override
      public void beforeStep() {
        if (cancelled.getAsBoolean()) {
          throw new CancellationException("purification cancelled");
        }
      }

      @Override
      public void stepped(int round, int step, int steps, INDArray x) {
        int rounds = config.rounds().size();
        observer.onStep(new StepEvent(batch, batches, round, rounds, step, steps, x));
      }
    };
  }

  private static void check(INDArray images, Draw draw) {
    if (images.rank() != 4 || images.isEmpty()) {
      throw new IllegalArgumentException(
          "images: got shape "
              + Arrays.toString(images.shape())
              + ", must be [n, c, h, w] with n at least 1");
    }
    if (draw.imageIds().length != images.size(0)) {
      throw new IllegalArgumentException(
          "draw: got " + draw.imageIds().length + " image ids, must be " + images.size(0));
    }
    double largest = images.amaxNumber().doubleValue();
    if (!(largest < IMPLAUSIBLE)) {
      throw new IllegalArgumentException(
          "images: got values up to "
              + largest
              + ", must be in [0, 1] (divide 8-bit pixels by 255)");
    }
  }

  @Override
  public void close() {
    engine.close();
  }
}
