package org.purify4j.diffusion.chain;

import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.array.BatchSlices;
import org.purify4j.diffusion.array.Rows;
import org.purify4j.diffusion.array.StepScratch;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.fault.ClosedException;
import org.purify4j.diffusion.gradient.SecondDerivative;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.model.DiffusionModel;
import org.purify4j.diffusion.noise.Draw;
import org.purify4j.diffusion.noise.NoiseSource;
import org.purify4j.diffusion.schedule.Respacing;

/**
 * Diffusion purification ("Adversarial defense based on distribution transfer", 2023; unguided: Nie
 * et al. 2022): an image is noised up to a start step and denoised by a diffusion model, guided or
 * not, so that a small perturbation is lost in the noise and not restored.
 *
 * <p>Images are {@code [n, c, h, w]} in [0, 1], any n, with the channels of the model, which are
 * RGB or grey: they are processed in batches of at most the configured size, a smaller one padded
 * to the next power of two. The result for an image depends on the image, its id, the draw and the
 * settings, and not on its batch; an image that cannot be purified is named by an {@link
 * ImageFaultException}, which carries the result of the others. Not thread-safe. Holds native
 * memory until closed, and is unusable afterwards; the caller owns the model and the victim.
 *
 * <p>If the seed of the settings is secret, as it is unless another is set, it is drawn when the
 * purifier is made: the same draw gives the same result within this purifier and no other one.
 */
public final class Purifier implements AutoCloseable {
  private final Denoiser denoiser;
  private final PurifierConfig config;
  private final Meter meter = new Meter();
  private final Optional<Classifier> victim;
  private final SizedChains chains;
  private final int steps;
  private final ShapeCheck shapes;
  private final StepWatch watch = new StepWatch();
  private boolean closed;

  private Purifier(
      Denoiser denoiser, PurifierConfig config, NoiseSource noise, Optional<Classifier> victim) {
    this.denoiser = denoiser;
    this.config = config;
    this.victim = victim;
    this.chains = new SizedChains(denoiser, config, noise, victim, meter);
    this.steps = chains.largest().steps();
    this.shapes = new ShapeCheck(denoiser.images());
  }

  /**
   * Creates a purifier whose guidance, if any, uses no victim.
   *
   * @throws IllegalArgumentException if the settings do not fit the model's schedule or need a
   *     victim
   */
  public static Purifier of(DiffusionModel model, PurifierConfig config) {
    return of(Denoiser.of(model), config, config.seed().noise(), Optional.empty());
  }

  /**
   * Creates a purifier guided by a victim's output.
   *
   * @throws IllegalArgumentException if the settings do not fit the model's schedule
   */
  public static Purifier of(DiffusionModel model, PurifierConfig config, Classifier victim) {
    return of(Denoiser.of(model), config, config.seed().noise(), Optional.of(victim));
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
    return steps;
  }

  /**
   * How the exact gradient computes the second derivatives of the guidance energy, which a report
   * of an attack should name. Without guidance there are none, and the gradient is exact.
   */
  public SecondDerivative secondDerivative() {
    SecondDerivative ofVictim =
        victim.map(Classifier::secondDerivative).orElse(SecondDerivative.EXACT);
    return config.guidance().secondDerivative(ofVictim, denoiser.networks().secondDerivative());
  }

  /** Sets the observer called before and after every step, in place of the previous one. */
  public void observe(StepObserver observer) {
    watch.observe(observer);
  }

  /**
   * Sets a condition that is checked before every step. When it holds, the purification ends with a
   * {@link CancellationException}; the purifier can be used again.
   */
  public void cancelWhen(BooleanSupplier cancelled) {
    watch.cancelWhen(cancelled);
  }

  /**
   * Purifies images. If the seed of the settings is secret, each call draws independent noise for
   * each image; if it is fixed, the noise of an image is determined by its pixels.
   *
   * @see #purify(INDArray, Draw)
   */
  public INDArray purify(INDArray images) {
    requireOpen();
    shapes.check(images);
    return purify(images, config.draw(images));
  }

  /**
   * Purifies images.
   *
   * @param images {@code [n, c, h, w]} in [0, 1], not modified
   * @param draw image ids, and the number of the independent purification
   * @return {@code [n, c, h, w]} in [0, 1], freshly allocated, attached to no workspace
   * @throws IllegalArgumentException if the images have a shape that the model does not take, or if
   *     the number of ids differs
   * @throws ImageFaultException if pixels of single images are not numbers in [0, 1], but for
   *     rounding, or their predictions or results are not finite; carries the result of the others
   * @throws org.purify4j.diffusion.fault.ClosedException if the purifier is closed
   * @throws CancellationException if the condition of {@link #cancelWhen} holds
   */
  public INDArray purify(INDArray images, Draw draw) {
    check(images, draw);
    ImageFaults faults = PixelCheck.of(images);
    if (faults.all().size() == images.size(0)) {
      faults.requireNone();
    }
    INDArray purified = outsideWorkspaces(() -> purifyAll(images, draw, faults));
    if (!faults.isEmpty()) {
      faults.all().keySet().forEach(i -> Rows.of(purified, i, i + 1).assign(Double.NaN));
      throw new ImageFaultException(faults.all(), Optional.of(purified));
    }
    return purified;
  }

  private INDArray purifyAll(INDArray images, Draw draw, ImageFaults faults) {
    INDArray result = Nd4j.createUninitialized(denoiser.dataType(), images.shape());
    BatchSlices batches = new BatchSlices(images.size(0), config.batchSize());
    for (int i = 0; i < batches.count(); i++) {
      int from = batches.from(i);
      int to = batches.to(i);
      INDArray purified = Rows.of(result, from, to);
      Batch batch = new Batch(Rows.of(images, from, to), from, draw.slice(from, to));
      purifyBatch(batch, purified, faults, watch.ofBatch(i, batches.count()));
    }
    return result;
  }

  /** At most one batch of images, of which the first has a number in the call. */
  private record Batch(INDArray images, int first, Draw draw) {}

  /**
   * Purifies one batch and frees its arrays at once: the garbage collector sees only small handles.
   */
  private void purifyBatch(
      Batch batch, INDArray purified, ImageFaults faults, StepObserver observer) {
    int n = (int) batch.images().size(0);
    meter.images(n);
    INDArray input = units(n).padded(batch.images());
    for (int i = 0; i < n; i++) {
      if (faults.has(batch.first() + i)) {
        Rows.of(input, i, i + 1).assign(0);
      }
    }
    ImageFaults ofBatch = new ImageFaults();
    INDArray x = chains.of(n).run(input, batch.draw(), observer, ofBatch);
    ResultCheck.add(x, n, ofBatch);
    faults.addAll(ofBatch, batch.first());
    INDArray pixels = PixelUnits.pixels(x);
    purified.assign(Rows.of(pixels, 0, n));
    Stream.of(input, x, pixels).filter(INDArray::closeable).forEach(INDArray::close);
  }

  private PixelUnits units(long images) {
    return new PixelUnits(chains.batchSize(images), denoiser.dataType());
  }

  /**
   * Purifies images and records the exact gradient with respect to them, noise held fixed. For a
   * single batch every x_t is kept, and as many network calls as memory allows; the backward pass
   * repeats the others, one step at a time. Several batches are purified once for the output and
   * again for each gradient.
   *
   * @param images {@code [n, c, h, w]} in [0, 1]; must not change while the tape is in use
   * @param draw image ids, and the number of the independent purification
   * @return a tape whose output and gradient are {@code [n, c, h, w]}, freshly allocated; row i of
   *     the gradient is that of image i's own loss if the loss is a sum over images
   */
  public Tape record(INDArray images, Draw draw) {
    return record(chains::of, images, draw);
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
    return record(n -> chains.surrogate(respacing, n), images, draw);
  }

  private Tape record(LongFunction<Chain> chainOf, INDArray images, Draw draw) {
    check(images, draw);
    PixelCheck.of(images).requireNone();
    return BatchedTape.of(
        images, draw, config.batchSize(), (part, own) -> recordBatch(chainOf, part, own));
  }

  private Tape recordBatch(LongFunction<Chain> chainOf, INDArray images, Draw draw) {
    long n = images.size(0);
    return outsideWorkspaces(
        () -> {
          meter.images(n);
          Tape tape = chainOf.apply(n).record(units(n).padded(images), draw, watch.ofBatch(0, 1));
          ImageFaults faults = new ImageFaults();
          ResultCheck.add(tape.output(), (int) n, faults);
          faults.requireNone();
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
          return PixelUnits.ofImages(tape.gradient(units(n).ofX(tape.output(), ofPurified)), n);
        });
  }

  /** Runs work outside any workspace the caller may be in, and times it. */
  @SuppressWarnings("try") // the scope is left by closing it
  private <T> T outsideWorkspaces(Supplier<T> work) {
    try (MemoryWorkspace outside = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
      return meter.total(work);
    }
  }

  private void check(INDArray images, Draw draw) {
    requireOpen();
    shapes.check(images);
    if (draw.imageIds().length != images.size(0)) {
      throw new IllegalArgumentException(
          "draw: got " + draw.imageIds().length + " image ids, must be " + images.size(0));
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new ClosedException("purifier");
    }
  }

  /** Frees the native memory; the purifier is unusable afterwards. */
  @Override
  public void close() {
    closed = true;
    chains.close();
    StepScratch.release();
  }
}
