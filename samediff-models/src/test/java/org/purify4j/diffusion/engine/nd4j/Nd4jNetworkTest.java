package org.purify4j.diffusion.engine.nd4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.purify4j.diffusion.testing.Numbers.energyGradient;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.engine.ExecutableNetwork;
import org.purify4j.diffusion.engine.Weights;
import org.purify4j.diffusion.engine.samediff.SameDiffNetwork;
import org.purify4j.diffusion.network.Conditioning;
import org.purify4j.diffusion.network.Network;
import org.purify4j.diffusion.network.NetworkBuilder;
import org.purify4j.diffusion.network.Node;
import org.purify4j.diffusion.network.Op.Attention.Layout;
import org.purify4j.diffusion.network.Op.TimeEmbedding.Halves;
import org.purify4j.diffusion.unet.AdmUNet;
import org.purify4j.diffusion.unet.AdmUNet.Resampling;
import org.purify4j.diffusion.unet.Heads;
import org.purify4j.diffusion.unet.TimeInjection;

/**
 * The engine on native operations against SameDiff's own session, and the gradients of both against
 * central differences, in float64.
 */
class Nd4jNetworkTest {
  private static final int BATCH = 2;
  private static final int SIZE = 8;

  static Stream<AdmUNet> variants() {
    return Stream.of(
        net(6, Layout.HEADS_FIRST, TimeInjection.SCALE_SHIFT, Resampling.CONVOLUTION, 0),
        net(3, Layout.QKV_FIRST, TimeInjection.ADDED, Resampling.RESIDUAL, 0),
        net(3, Layout.HEADS_FIRST, TimeInjection.SCALE_SHIFT, Resampling.PLAIN, 10));
  }

  private static AdmUNet net(
      int out, Layout layout, TimeInjection injection, Resampling resampling, int classes) {
    return new AdmUNet(
        3,
        32,
        out,
        List.of(32, 64),
        1,
        List.of(2),
        new Heads.Width(16),
        layout,
        injection,
        resampling,
        classes);
  }

  @ParameterizedTest
  @MethodSource("variants")
  void agreesWithSameDiff(AdmUNet net) {
    Network network = net.describe(SIZE, SIZE);
    Map<String, INDArray> weights = Weights.random(network, 1);
    Random random = new Random(2);
    INDArray x = Weights.normal(random, BATCH, 3, SIZE, SIZE).castTo(DataType.DOUBLE);
    INDArray cotangent =
        Weights.normal(random, BATCH, net.outChannels(), SIZE, SIZE).castTo(DataType.DOUBLE);
    Conditioning conditioning = conditioning(net, 3, 470);
    try (ExecutableNetwork planned = new Nd4jNetwork(network, weights, BATCH, DataType.DOUBLE);
        ExecutableNetwork reference =
            new SameDiffNetwork(network, weights, BATCH, DataType.DOUBLE)) {
      INDArray expected = reference.forward(x, conditioning);
      assertClose(expected, planned.forward(x, conditioning), 1e-9);
      assertClose(
          reference.record(x, conditioning).gradient(cotangent),
          planned.record(x, conditioning).gradient(cotangent),
          1e-9);
      planned.forward(x.mul(-1), conditioning(net, 4, 5));
      assertClose(expected, planned.forward(x, conditioning), 1e-9);
    }
  }

  @ParameterizedTest
  @MethodSource("variants")
  void gradientAgreesWithCentralDifferences(AdmUNet net) {
    Network network = net.describe(SIZE, SIZE);
    Map<String, INDArray> weights = Weights.random(network, 3);
    Random random = new Random(4);
    INDArray x = Weights.normal(random, BATCH, 3, SIZE, SIZE).castTo(DataType.DOUBLE);
    INDArray direction = Weights.normal(random, BATCH, 3, SIZE, SIZE).castTo(DataType.DOUBLE);
    Conditioning conditioning = conditioning(net, 17, 900);
    assertSlope(
        new Nd4jNetwork(network, weights, BATCH, DataType.DOUBLE), x, direction, conditioning);
    assertSlope(
        new SameDiffNetwork(network, weights, BATCH, DataType.DOUBLE), x, direction, conditioning);
  }

  /** The vector is as long as a map that is no longer needed when it is laid out. */
  @Test
  void vectorsSurviveAnotherPassAtTheSameTime() {
    NetworkBuilder builder = new NetworkBuilder();
    Node first = builder.convolution("first", builder.image(1, 2, 2), 2, 3, 1);
    Node second = builder.convolution("second", builder.silu(first), 8, 3, 1);
    Node vector = builder.linear("time", builder.timeEmbedding(4, Halves.COS_SIN, 2), 8);
    builder.addPerChannel(second, vector);
    Network network = builder.build();
    Map<String, INDArray> weights = Weights.random(network, 1);
    INDArray x = Weights.normal(new Random(2), BATCH, 1, 2, 2).castTo(DataType.DOUBLE);
    Conditioning conditioning = new Conditioning(new double[] {3, 470}, new int[0]);
    try (ExecutableNetwork planned = new Nd4jNetwork(network, weights, BATCH, DataType.DOUBLE)) {
      INDArray expected = planned.forward(x, conditioning).dup();
      assertEquals(expected, planned.forward(x, conditioning));
    }
  }

  private static void assertSlope(
      ExecutableNetwork opened, INDArray x, INDArray direction, Conditioning conditioning) {
    try (ExecutableNetwork network = opened) {
      double step = 1e-4;
      double above = energy(network.forward(x.add(direction.mul(step)), conditioning));
      double below = energy(network.forward(x.sub(direction.mul(step)), conditioning));
      double slope =
          energyGradient(network.record(x, conditioning)).mul(direction).sumNumber().doubleValue();
      assertEquals((above - below) / (2 * step), slope, 1e-6 * Math.abs(slope));
    }
  }

  private static double energy(INDArray output) {
    return 0.5 * output.mul(output).sumNumber().doubleValue();
  }

  private static Conditioning conditioning(AdmUNet net, double first, double second) {
    return new Conditioning(
        new double[] {first, second}, net.classes() == 0 ? new int[0] : new int[] {3, 9});
  }

  private static void assertClose(INDArray expected, INDArray actual, double tolerance) {
    double scale = expected.amaxNumber().doubleValue();
    assertEquals(0, expected.sub(actual).amaxNumber().doubleValue() / scale, tolerance);
  }
}
