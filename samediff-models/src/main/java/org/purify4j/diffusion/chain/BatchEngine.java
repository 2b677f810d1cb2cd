package org.purify4j.diffusion.chain;

import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.purify4j.diffusion.array.Rows;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.engine.ExecutableNetwork;
import org.purify4j.diffusion.noise.Draw;
import org.purify4j.diffusion.noise.NoiseSource;

/**
 * Purifies one batch: between [0, 1] images of any number and the fixed batch of the network in its
 * own units. Keeps one network, for the image size last seen.
 */
final class BatchEngine implements AutoCloseable {
  private final Denoiser denoiser;
  private final PurifierConfig config;
  private final NoiseSource noise;
  private final Optional<Classifier> victim;
  private final Meter meter = new Meter();
  private final int steps;
  private Optional<Sized> open = Optional.empty();

  /** A network and the image size it was made for. */
  private record Sized(ExecutableNetwork network, long height, long width) {}

  BatchEngine(
      Denoiser denoiser, PurifierConfig config, NoiseSource noise, Optional<Classifier> victim) {
    this.denoiser = denoiser;
    this.config = config;
    this.noise = noise;
    this.victim = victim.map(meter::metered);
    this.steps = ReverseDiffusion.steps(denoiser.schedule(), config);
    ReverseDiffusion.requireVictim(config, victim);
  }

  int steps() {
    return steps;
  }

  Cost cost() {
    return meter.cost();
  }

  INDArray allocate(long... shape) {
    return Nd4j.createUninitialized(denoiser.dataType(), shape);
  }

  /** Runs work out of any workspace the caller may be in, on the meter. */
  <T> T run(Supplier<T> work) {
    MemoryWorkspace outside = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces();
    try {
      return meter.total(work);
    } finally {
      outside.close();
    }
  }

  /**
   * At most one batch of images in [0, 1] to as many purified ones. What it allocates on the way is
   * freed at once: the garbage collector sees only the small handles of large arrays.
   */
  void purify(INDArray images, INDArray purified, Draw draw, ChainListener listener) {
    meter.images(images.size(0));
    INDArray input = padded(images);
    INDArray x = chain(images, config).run(input, draw, listener);
    INDArray pixels = pixels(x);
    purified.assign(firstRows(pixels, images.size(0)));
    Stream.of(input, x, pixels).filter(INDArray::closeable).forEach(INDArray::close);
  }

  Purification record(INDArray images, Draw draw, PurifierConfig settings, ChainListener listener) {
    meter.images(images.size(0));
    ReverseDiffusion chain = chain(images, settings);
    ChainTape tape = chain.record(padded(images), draw, listener);
    INDArray purified = firstRows(pixels(tape.result()), images.size(0));
    return new Purification() {
      @Override
      public INDArray images() {
        return purified;
      }

      @Override
      public INDArray gradient(INDArray ofPurified) {
        return run(
            () -> {
              meter.images(images.size(0));
              INDArray ofResult = Nd4j.zeros(denoiser.dataType(), tape.result().shape());
              firstRows(ofResult, images.size(0)).assign(ofPurified);
              // image = (x + 1)/2, clipped: the derivative is 1/2 inside, 0 outside
              INDArray inside = Transforms.abs(tape.result(), true).lte(1.0);
              ofResult.muli(inside.castTo(denoiser.dataType())).muli(0.5);
              // x = 2·image − 1
              return firstRows(tape.gradient(ofResult).muli(2), images.size(0)).dup('c');
            });
      }
    };
  }

  private ReverseDiffusion chain(INDArray images, PurifierConfig settings) {
    ExecutableNetwork network = network(images.size(2), images.size(3));
    Optional<Classifier> asked = settings.guidance().asksVictim() ? victim : Optional.empty();
    return new ReverseDiffusion(network, denoiser, settings, noise, asked);
  }

  private ExecutableNetwork network(long height, long width) {
    if (open.isPresent() && open.get().height() == height && open.get().width() == width) {
      return open.get().network();
    }
    close();
    ExecutableNetwork network =
        meter.metered(denoiser.networks().open(config.batchSize(), (int) height, (int) width));
    open = Optional.of(new Sized(network, height, width));
    return network;
  }

  /** x = 2·image − 1, padded to the batch by grey images. */
  private INDArray padded(INDArray images) {
    long[] shape = images.shape().clone();
    shape[0] = config.batchSize();
    INDArray x = Nd4j.zeros(denoiser.dataType(), shape);
    firstRows(x, images.size(0)).assign(images).muli(2).subi(1);
    return x;
  }

  private static INDArray pixels(INDArray x) {
    if (!Double.isFinite(x.sumNumber().doubleValue())) {
      throw new ArithmeticException(
          "purified image: got values that are not finite (lower the guidance weights or scale)");
    }
    INDArray images = x.add(1).muli(0.5);
    Transforms.max(images, 0.0, false);
    return Transforms.min(images, 1.0, false);
  }

  private static INDArray firstRows(INDArray batch, long rows) {
    return Rows.of(batch, 0, rows);
  }

  @Override
  public void close() {
    open.ifPresent(sized -> sized.network().close());
    open = Optional.empty();
    StepScratch.release();
  }
}
