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
 * et al. 2022): an image is noised up to a start step and denoised by a diffusion model, guided or
 * not, so that a small perturbation is lost in the noise and not restored.
 *
 * <p>Images are {@code [n, c, h, w]}, RGB, in [0, 1], any n: they are processed in batches of the
 * configured size, the last one padded. The result for an image depends on the image, its id, the
 * draw and the settings, and not on its batch. Not thread-safe. Holds native memory until closed,
 * and is unusable afterwards; the caller owns the model and the victim.
 */
public final class Purifier implements AutoCloseable {
  /** Images with values this large are rejected: they are in 0 … 255 rather than [0, 1]. */
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
   * Creates a purifier whose guidance, if any, uses no victim.
   *
   * @throws IllegalArgumentException if the settings do not fit the model's schedule or need a
   *     victim
   */
  public static Purifier of(DiffusionModel model, PurifierConfig config) {
    return of(Denoiser.of(model), config, new GaussianNoise(config.seed()), Optional.empty());
  }

  /**
   * Creates a purifier guided by a victim's output.
   *
   * @throws IllegalArgumentException if the settings do not fit the model's schedule
   */
  public static Purifier of(DiffusionModel model, PurifierConfig config, Classifier victim) {
    return of(Denoiser.of(model), config, new GaussianNoise(config.seed()), Optional.of(victim));
  }

  /**
   * Creates a purifier from its parts, for a network that is not a {@link DiffusionModel}'s, or for
   * noise other than that of the configured seed.
   *
   * @throws IllegalArgumentException if the settings do not fit the schedule or need a victim
   */
  public static Purifier of(
      Denoiser denoiser, PurifierConfig config, NoiseSource noise, Optional<Classifier> victim) {
    return new Purifier(denoiser, config, noise, victim);
  }

  /** Returns the settings. */
  public PurifierConfig config() {
    return config;
  }

  /** Returns the calls made and the time taken since this purifier was created. */
  public Cost cost() {
    return meter.cost();
  }

  /**
   * The number of reverse steps in one purification of a batch, all rounds together. It is also the
   * number of network calls if the purification is unguided and its sampler makes one call a step.
   */
  public int steps() {
    return chain.steps();
  }

  /** Sets the observer called before and after every step, in place of the previous one. */
  public void observe(StepObserver newObserver) {
    this.observer = newObserver;
  }

  /**
   * Sets a condition that is checked before every step. When it holds, the purification ends with a
   * {@link CancellationException}; the purifier can be used again.
   */
  public void cancelWhen(BooleanSupplier newCancelled) {
    this.cancelled = newCancelled;
  }

  /** Purifies images, with ids computed from their content. */
  public INDArray purify(INDArray images) {
    return purify(images, Draw.ofContent(images));
  }

  /**
   * Purifies images.
   *
   * @param images {@code [n, c, h, w]} in [0, 1], not modified
   * @param draw image ids, and the number of the independent purification
   * @return {@code [n, c, h, w]} in [0, 1], freshly allocated, attached to no workspace
   * @throws IllegalArgumentException if the images have another shape or are far outside [0, 1], or
   *     if the number of ids differs
   * @throws IllegalStateException if the purifier is closed
   * @throws CancellationException if the condition of {@link #cancelWhen} holds
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

  /**
   * Purifies one batch and frees its arrays at once: the garbage collector sees only small handles.
   */
  private void purifyBatch(INDArray images, INDArray purified, Draw draw, StepObserver watch) {
    meter.images(images.size(0));
    INDArray input = units.padded(images);
    INDArray x = chain.run(input, draw, watch);
    INDArray pixels = PixelUnits.pixels(x);
    purified.assign(Rows.of(pixels, 0, images.size(0)));
    Stream.of(input, x, pixels).filter(INDArray::closeable).forEach(INDArray::close);
  }

  /**
   * Purifies images and records the exact gradient with respect to them, noise held fixed. For a
   * single batch every x_t is kept, and the backward pass replays the chain one step at a time;
   * several batches are purified once for the output and again for each gradient.
   *
   * @param images {@code [n, c, h, w]} in [0, 1]; must not change while the tape is in use
   * @param draw image ids, and the number of the independent purification
   * @return a tape whose output and gradient are {@code [n, c, h, w]}, freshly allocated; row i of
   *     the gradient is that of image i's own loss if the loss is a sum over images
   */
  public Tape record(INDArray images, Draw draw) {
    return record(chain, images, draw);
  }

  /**
   * Purifies images by a cheaper, unguided chain whose gradient may stand in for the true one: it
   * has the same noise levels and forward noise, but other steps.
   *
   * @param images {@code [n, c, h, w]} in [0, 1]; must not change while the tape is in use
   * @param draw image ids, and the number of the independent purification
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

  /** Runs work outside any workspace the caller may be in, and times it. */
  @SuppressWarnings("try") // the scope is left by closing it
  private <T> T outsideWorkspaces(Supplier<T> work) {
    try (MemoryWorkspace outside = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
      return meter.total(work);
    }
  }

  /** Passes the steps of a batch on to the observer, and checks before each whether to stop. */
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

  /** Frees the native memory; the purifier is unusable afterwards. */
  @Override
  public void close() {
    closed = true;
    network.close();
    StepScratch.release();
  }
}
