package org.purify4j.diffusion.model;

import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.purify4j.diffusion.engine.ExecutableNetwork;
import org.purify4j.diffusion.engine.InputRecorder;
import org.purify4j.diffusion.engine.RecordedPass;
import org.purify4j.diffusion.gradient.DualTape;
import org.purify4j.diffusion.gradient.SecondDerivative;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.network.Conditioning;

/**
 * The noise from a network that predicts something else, {@code ε = skip·x + output·F(input·x)}
 * with factors of the time, for any engine. What the network says of the variance is passed on.
 */
final class NoiseNetwork implements ExecutableNetwork {
  private static final String NOT_RUN = "network: must have run forward first";

  private final ExecutableNetwork network;
  private final DoubleFunction<Parametrization> parametrizations;
  private final InputRecorder recorder = new InputRecorder(new NoisePass());
  private @Nullable INDArray input;
  private @Nullable INDArray output;
  private @Nullable INDArray skipped;
  private @Nullable INDArray flow;
  private @Nullable INDArray gradient;

  /**
   * Takes over the network.
   *
   * @param network gives F
   * @param parametrizations by network time
   */
  NoiseNetwork(ExecutableNetwork network, DoubleFunction<Parametrization> parametrizations) {
    this.network = network;
    this.parametrizations = parametrizations;
  }

  @Override
  public int batchSize() {
    return network.batchSize();
  }

  @Override
  public INDArray forward(INDArray x, Conditioning conditioning) {
    recorder.requireOpen();
    recorder.overwritten();
    Factors factors = new Factors(conditioning);
    return noise(x, network.forward(factors.scaled(x), conditioning), factors);
  }

  @Override
  public Tape record(INDArray x, Conditioning conditioning) {
    return recorder.record(x, conditioning);
  }

  @Override
  public DualTape recordAlong(INDArray x, INDArray direction, Conditioning conditioning) {
    recorder.requireOpen();
    return new DualNoise(network, parametrizations, x, direction, conditioning);
  }

  @Override
  public SecondDerivative secondDerivative() {
    return network.secondDerivative();
  }

  /** With F(input·x) on the inner network's tape. */
  private final class NoisePass implements RecordedPass<INDArray> {
    private Optional<Tape> inner = Optional.empty();
    private Optional<Factors> factors = Optional.empty();

    @Override
    public INDArray forward(INDArray x, Conditioning conditioning) {
      Factors ofImages = new Factors(conditioning);
      Tape tape = network.record(ofImages.scaled(x), conditioning);
      inner = Optional.of(tape);
      factors = Optional.of(ofImages);
      return noise(x, tape.output(), ofImages);
    }

    @Override
    public INDArray backward(INDArray cotangent) {
      Factors ofImages = factors.orElseThrow();
      INDArray noise = Objects.requireNonNull(output, NOT_RUN);
      INDArray images = Objects.requireNonNull(input, NOT_RUN);
      INDArray direct = Objects.requireNonNull(skipped, NOT_RUN);
      flow = like(flow, cotangent.shape(), noise.dataType());
      flow.assign(cotangent);
      ofImages.multiply(first(flow, images), Parametrization::output);
      direct.assign(first(cotangent, images));
      ofImages.multiply(direct, Parametrization::skip);
      INDArray through = inner.orElseThrow().gradient(flow);
      gradient = like(gradient, images.shape(), through.dataType());
      gradient.assign(through);
      ofImages.multiply(gradient, Parametrization::input);
      return gradient.addi(direct);
    }
  }

  private INDArray noise(INDArray x, INDArray raw, Factors factors) {
    output = like(output, raw.shape(), raw.dataType());
    output.assign(raw);
    INDArray noise = first(output, x);
    factors.multiply(noise, Parametrization::output);
    skipped = like(skipped, x.shape(), raw.dataType());
    skipped.assign(x);
    factors.multiply(skipped, Parametrization::skip);
    noise.addi(skipped);
    return output;
  }

  /** As many channels as the image has. */
  private static INDArray first(INDArray output, INDArray x) {
    return output.get(NDArrayIndex.all(), NDArrayIndex.interval(0, x.size(1)));
  }

  private static INDArray like(@Nullable INDArray kept, long[] shape, DataType type) {
    return kept == null ? Nd4j.create(type, shape) : kept;
  }

  /** The factors of each image. */
  private final class Factors {
    private final Parametrization[] images;

    Factors(Conditioning conditioning) {
      this.images =
          Arrays.stream(conditioning.times())
              .mapToObj(parametrizations)
              .toArray(Parametrization[]::new);
    }

    INDArray scaled(INDArray x) {
      input = like(input, x.shape(), x.dataType());
      input.assign(x);
      multiply(input, Parametrization::input);
      return input;
    }

    void multiply(INDArray values, ToDoubleFunction<Parametrization> factor) {
      double[] column = Arrays.stream(images).mapToDouble(factor).toArray();
      try (INDArray factors = Nd4j.createFromArray(column).castTo(values.dataType())) {
        values.muli(factors.reshape(column.length, 1, 1, 1));
      }
    }
  }

  @Override
  public long bytes() {
    long own = 0;
    for (INDArray array : new INDArray[] {input, output, skipped, flow, gradient}) {
      own += array == null ? 0 : array.length() * array.dataType().width();
    }
    return network.bytes() + own;
  }

  @Override
  public void close() {
    recorder.close();
    network.close();
    for (INDArray array : new INDArray[] {input, output, skipped, flow, gradient}) {
      if (array != null) {
        array.close();
      }
    }
  }
}
