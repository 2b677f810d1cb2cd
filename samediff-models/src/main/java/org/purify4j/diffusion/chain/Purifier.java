package org.purify4j.diffusion.chain;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.array.BatchSlices;
import org.purify4j.diffusion.array.Rows;
import org.purify4j.diffusion.array.StepScratch;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.engine.ExecutableNetwork;
import org.purify4j.diffusion.gradient.Tape;
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
 * draw and the settings, and not on its batch. Not thread-safe; holds native memory until closed,
 * and refuses to work afterwards; the model and the victim stay the caller's.
 */
public final class Purifier implements AutoCloseable {
  /** No image is this far from [0, 1]; one in 0 … 255 is. */
  private static final double IMPLAUSIBLE = 16;

  private final Denoiser denoiser;
  private final PurifierConfig config;
  private final NoiseSource noise;
  private final Meter meter = new Meter();
  private final PixelUnits units;
  private final ExecutableNetwork network;
  private final Chain chain;
  private final Map<Respacing, Chain> surrogates = new HashMap<>();
  private StepObserver observer = StepObserver.none();
  private BooleanSupplier cancelled = () -> false;
  private boolean closed;

  private Purifier(
      Denoiser denoiser, PurifierConfig config, NoiseSource noise, Optional<Classifier> victim) {
    this.denoiser = denoiser;
    this.config = config;
    this.noise = noise;
    this.units = new PixelUnits(config.batchSize(), denoiser.dataType());
    this.network =
        new AnySizeNetwork(
            (batch, height, width) ->
                new MeteredNetwork(denoiser.networks().open(batch, height, width), meter),
            config.batchSize());
    Optional<Classifier> metered = victim.map(v -> new MeteredClassifier(v, meter));
    this.chain = Chain.of(network, denoiser, config, noise, metered);
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
    return meter.cost();
  }

  /**
   * Reverse steps that one purification of a batch takes, all rounds together: as many network
   * calls if it is unguided and its sampler makes one a step.
   */
  public int steps() {
    return chain.steps();
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
   * @throws IllegalStateException if the purifier is closed
   * @throws CancellationException if asked to stop
   * @throws ArithmeticException if the result is not finite
   */
  public INDArray purify(INDArray images, Draw draw) {
    check(images, draw);
    return outsideWorkspaces(
        () -> {
          INDArray result = Nd4j.createUninitialized(denoiser.dataType(), images.shape());
          BatchSlices batches = new BatchSlices(images.size(0), config.batchSize());
          for (int i = 0; i < batches.count(); i++) {
            INDArray part = Rows.of(images, batches.from(i), batches.to(i));
            Draw partOfDraw = draw.slice(batches.from(i), batches.to(i));
            INDArray purified = Rows.of(result, batches.from(i), batches.to(i));
            purifyBatch(part, purified, partOfDraw, new Watch(i, batches.count()));
          }
          return result;
        });
  }

  /** Frees at once what it allocates: the garbage collector sees only small handles. */
  private void purifyBatch(INDArray images, INDArray purified, Draw draw, StepObserver watch) {
    meter.images(images.size(0));
    INDArray input = units.padded(images);
    INDArray x = chain.run(input, draw, watch);
    INDArray pixels = PixelUnits.pixels(x);
    purified.assign(Rows.of(pixels, 0, images.size(0)));
    Stream.of(input, x, pixels).filter(INDArray::closeable).forEach(INDArray::close);
  }

  /**
   * Purifies images, recorded for the exact gradient with respect to them, noise held fixed. Of one
   * batch every x_t is kept, as many images as there are steps, and the chain is replayed backwards
   * one step at a time; several batches are purified once for the output and again for each
   * gradient.
   *
   * @param images {@code [n, c, h, w]} in [0, 1]; must stay as they are while the tape is in use
   * @param draw their ids, and which independent purification
   * @return a tape whose output and gradient are {@code [n, c, h, w]}, freshly allocated; row i of
   *     the gradient is that of image i's own loss if the loss is a sum over images
   */
  public Tape record(INDArray images, Draw draw) {
    return record(chain, images, draw);
  }

  /**
   * Purifies images by a cheaper chain whose gradient may stand in for the true one: the same noise
   * levels and forward noise, in other steps, unguided.
   *
   * @param images {@code [n, c, h, w]} in [0, 1]; must stay as they are while the tape is in use
   * @param draw their ids, and which independent purification
   * @param respacing the steps
   */
  Tape recordSurrogate(INDArray images, Draw draw, Respacing respacing) {
    return record(surrogates.computeIfAbsent(respacing, this::surrogate), images, draw);
  }

  private Chain surrogate(Respacing respacing) {
    return respacing.equals(config.respacing())
        ? chain.unguided()
        : Chain.of(
            network,
            denoiser,
            config.withRespacing(respacing).withGuidance(Guidance.none()),
            noise,
            Optional.empty());
  }

  private Tape record(Chain recorded, INDArray images, Draw draw) {
    check(images, draw);
    return BatchedTape.of(
        images, draw, config.batchSize(), (part, own) -> recordBatch(recorded, part, own));
  }

  private Tape recordBatch(Chain recorded, INDArray images, Draw draw) {
    long n = images.size(0);
    return outsideWorkspaces(
        () -> {
          meter.images(n);
          Tape tape = recorded.record(units.padded(images), draw, new Watch(0, 1));
          INDArray purified = Rows.of(PixelUnits.pixels(tape.output()), 0, n);
          return Tape.of(purified, ofPurified -> gradient(tape, ofPurified));
        });
  }

  private INDArray gradient(Tape tape, INDArray ofPurified) {
    requireOpen();
    return outsideWorkspaces(
        () -> {
          long n = ofPurified.size(0);
          meter.images(n);
          return PixelUnits.ofImages(tape.gradient(units.ofX(tape.output(), ofPurified)), n);
        });
  }

  /** Runs work out of any workspace the caller may be in, on the meter. */
  @SuppressWarnings("try") // the scope is left by closing it
  private <T> T outsideWorkspaces(Supplier<T> work) {
    try (MemoryWorkspace outside = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
      return meter.total(work);
    }
  }

  /** Passes the steps of a batch on, and asks before each whether to stop. */
  private final class Watch implements StepObserver {
    private final int batch;
    private final int batches;

    Watch(int batch, int batches) {
      this.batch = batch;
      this.batches = batches;
    }

    @Override
    public void beforeStep() {
      if (cancelled.getAsBoolean()) {
        throw new CancellationException("purification cancelled");
      }
      observer.beforeStep();
    }

    @Override
    public void onStep(StepEvent event) {
      observer.onStep(event.inBatch(batch, batches));
    }
  }

  private void check(INDArray images, Draw draw) {
    requireOpen();
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

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException(
          "purifier: got a closed one, must be open (make another, or close it later)");
    }
  }

  /** Frees the native memory; the purifier cannot be used afterwards. */
  @Override
  public void close() {
    closed = true;
    network.close();
    StepScratch.release();
  }
}
