package org.purify4j.diffusion.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.net.Network;
import org.purify4j.diffusion.net.Op.Attention.Layout;
import org.purify4j.diffusion.predictor.Conditioning;
import org.purify4j.diffusion.predictor.NoisePredictor;
import org.purify4j.diffusion.unet.AdmUNet;
import org.purify4j.diffusion.unet.AdmUNet.Resampling;
import org.purify4j.diffusion.unet.Heads;
import org.purify4j.diffusion.unet.TimeInjection;

/**
 * The planned engine against SameDiff's own session, and its gradient against central differences,
 * in float64.
 */
@Tag("every-engine")
class PlannedPredictorTest {
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
    try (NoisePredictor planned = new PlannedPredictor(network, weights, BATCH, DataType.DOUBLE);
        NoisePredictor reference =
            new SameDiffPredictor(network, weights, BATCH, DataType.DOUBLE)) {
      INDArray expected = reference.predict(x, conditioning);
      assertClose(expected, planned.predict(x, conditioning), 1e-9);
      assertClose(
          reference.inputGradient(x, conditioning, y -> cotangent),
          planned.inputGradient(x, conditioning, y -> cotangent),
          1e-9);
      planned.predict(x.mul(-1), conditioning(net, 4, 5));
      assertClose(expected, planned.predict(x, conditioning), 1e-9);
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
    try (NoisePredictor planned = new PlannedPredictor(network, weights, BATCH, DataType.DOUBLE)) {
      double step = 1e-4;
      double above = energy(planned.predict(x.add(direction.mul(step)), conditioning));
      double below = energy(planned.predict(x.sub(direction.mul(step)), conditioning));
      UnaryOperator<INDArray> derivative = y -> y.dup();
      double slope =
          planned
              .inputGradient(x, conditioning, derivative)
              .mul(direction)
              .sumNumber()
              .doubleValue();
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
