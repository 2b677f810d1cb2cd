package org.purify4j.diffusion.model;

import java.util.Arrays;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.purify4j.diffusion.engine.ExecutableNetwork;
import org.purify4j.diffusion.network.Conditioning;

/**
 * The noise from a network that predicts something else, {@code ε = skip·x + output·F(input·x)}
 * with factors of the time, for any engine. What the network says of the variance is passed on.
 */
final class NoiseNetwork implements ExecutableNetwork {
  private final ExecutableNetwork network;
  private final DoubleFunction<Parametrization> parametrizations;
  private INDArray input;
  private INDArray output;
  private INDArray skipped;
  private INDArray gradient;

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
    Factors factors = new Factors(conditioning);
    return noise(x, network.forward(factors.scaled(x), conditioning), factors);
  }

  @Override
  public INDArray inputGradient(
      INDArray x, Conditioning conditioning, UnaryOperator<INDArray> cotangent) {
    Factors factors = new Factors(conditioning);
    INDArray through =
        network.inputGradient(
            factors.scaled(x),
            conditioning,
            raw -> {
              INDArray flow = cotangent.apply(noise(x, raw, factors));
              skipped = like(skipped, x.shape(), raw.dataType());
              skipped.assign(first(flow, x));
              factors.multiply(skipped, Parametrization::skip);
              // the noise has been looked at, so its array is free
              output.assign(flow);
              factors.multiply(first(output, x), Parametrization::output);
              return output;
            });
    gradient = like(gradient, x.shape(), through.dataType());
    gradient.assign(through);
    factors.multiply(gradient, Parametrization::input);
    return gradient.addi(skipped);
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

  private static INDArray like(INDArray kept, long[] shape, DataType type) {
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
    for (INDArray array : new INDArray[] {input, output, skipped, gradient}) {
      own += array == null ? 0 : array.length() * array.dataType().width();
    }
    return network.bytes() + own;
  }

  @Override
  public void close() {
    network.close();
    for (INDArray array : new INDArray[] {input, output, skipped, gradient}) {
      if (array != null) {
        array.close();
      }
    }
  }
}
