package org.purify4j.diffusion.model;

import java.util.Arrays;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.purify4j.diffusion.engine.ExecutableNetwork;
import org.purify4j.diffusion.gradient.DualTape;
import org.purify4j.diffusion.network.Conditioning;

/** The noise of a {@link NoiseNetwork}, which is linear in x and F, recorded along a direction. */
final class DualNoise implements DualTape {
  private final INDArray x;
  private final INDArray direction;
  private final DualTape network;
  private final INDArray input;
  private final INDArray output;
  private final INDArray skip;

  /**
   * Records F.
   *
   * @param network gives F
   * @param parametrizations by network time
   */
  DualNoise(
      ExecutableNetwork network,
      DoubleFunction<Parametrization> parametrizations,
      INDArray x,
      INDArray direction,
      Conditioning conditioning) {
    this.x = x;
    this.direction = direction;
    Parametrization[] images =
        Arrays.stream(conditioning.times())
            .mapToObj(parametrizations)
            .toArray(Parametrization[]::new);
    this.input = factors(images, Parametrization::input);
    this.output = factors(images, Parametrization::output);
    this.skip = factors(images, Parametrization::skip);
    this.network = network.recordAlong(x.mul(input), direction.mul(input), conditioning);
  }

  private INDArray factors(Parametrization[] images, ToDoubleFunction<Parametrization> factor) {
    double[] column = Arrays.stream(images).mapToDouble(factor).toArray();
    return Nd4j.createFromArray(column).castTo(x.dataType()).reshape(column.length, 1, 1, 1);
  }

  @Override
  public INDArray output() {
    return noise(x, network.output());
  }

  @Override
  public INDArray outputTangent() {
    return noise(direction, network.outputTangent());
  }

  private INDArray noise(INDArray image, INDArray raw) {
    INDArray noise = scaled(raw);
    first(noise).addi(image.mul(skip));
    return noise;
  }

  @Override
  public INDArray gradient(INDArray cotangent) {
    return ofX(cotangent, network.gradient(scaled(cotangent)));
  }

  @Override
  public INDArray gradientTangent(INDArray cotangent, INDArray cotangentTangent) {
    INDArray ofInput = network.gradientTangent(scaled(cotangent), scaled(cotangentTangent));
    return ofX(cotangentTangent, ofInput);
  }

  private INDArray ofX(INDArray cotangent, INDArray ofInput) {
    return ofInput.mul(input).addi(first(cotangent).mul(skip));
  }

  /** What is said of the noise times its factor, and what is said of the variance as it is. */
  private INDArray scaled(INDArray raw) {
    INDArray result = raw.dup('c');
    first(result).muli(output);
    return result;
  }

  /** As many channels as the image has. */
  private INDArray first(INDArray raw) {
    return raw.get(NDArrayIndex.all(), NDArrayIndex.interval(0, x.size(1)));
  }

  @Override
  public void close() {
    network.close();
  }
}
