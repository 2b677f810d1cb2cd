package org.purify4j.diffusion.engine.nd4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.engine.ExecutableNetwork;
import org.purify4j.diffusion.engine.Weights;
import org.purify4j.diffusion.gradient.CentralDifferences;
import org.purify4j.diffusion.gradient.DualTape;
import org.purify4j.diffusion.gradient.SecondDerivative;
import org.purify4j.diffusion.network.Conditioning;
import org.purify4j.diffusion.network.Network;
import org.purify4j.diffusion.testing.SmallNetworks;
import org.purify4j.diffusion.unet.AdmUNet;

/** Second derivatives of every word of the vocabulary against central differences in float64. */
class Nd4jSecondDerivativeTest {
  private static final int BATCH = 2;
  private static final int SIZE = 8;

  static Stream<Arguments> networks() {
    Stream<Arguments> words =
        SmallNetworks.of(SIZE, SIZE).entrySet().stream()
            .map(entry -> Arguments.of(entry.getKey(), entry.getValue(), new int[0]));
    Stream<Arguments> unets =
        Nd4jNetworkTest.variants()
            .map(net -> Arguments.of(net.toString(), net.describe(SIZE, SIZE), classes(net)));
    return Stream.concat(words, unets);
  }

  private static int[] classes(AdmUNet net) {
    return net.classes() == 0 ? new int[0] : new int[] {3, 9};
  }

  private final Random random = new Random(2);
  private final INDArray x = normal(BATCH, 3, SIZE, SIZE);
  private final INDArray direction = normal(BATCH, 3, SIZE, SIZE);

  private INDArray normal(long... shape) {
    return Weights.normal(random, shape).castTo(DataType.DOUBLE);
  }

  private static Conditioning conditioning(int[] classes) {
    return new Conditioning(new double[] {3, 470}, classes);
  }

  private static void assertClose(INDArray expected, INDArray actual, double tolerance) {
    double error = expected.sub(actual.castTo(DataType.DOUBLE)).norm2Number().doubleValue();
    assertEquals(0, error / expected.norm2Number().doubleValue(), tolerance);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("networks")
  void agreesWithCentralDifferences(String name, Network network, int[] classes) {
    Conditioning conditioning = conditioning(classes);
    INDArray cotangent = normal(network.output().shape().withBatch(BATCH));
    INDArray change = normal(network.output().shape().withBatch(BATCH));
    try (ExecutableNetwork opened =
        new Nd4jNetwork(network, Weights.random(network, 1), BATCH, DataType.DOUBLE)) {
      DualTape expected =
          CentralDifferences.of(at -> opened.record(at, conditioning), x, direction, 2);
      DualTape exact = opened.recordAlong(x, direction, conditioning);
      assertEquals(SecondDerivative.EXACT, opened.secondDerivative());
      assertClose(expected.output(), exact.output(), 1e-12);
      assertClose(expected.outputTangent(), exact.outputTangent(), 1e-7);
      assertClose(expected.gradient(cotangent), exact.gradient(cotangent), 1e-12);
      assertClose(
          expected.gradientTangent(cotangent, change),
          exact.gradientTangent(cotangent, change),
          1e-7);
      INDArray none = change.mul(0);
      assertClose( // of the network's own curvature alone, if it has any
          expected.gradientTangent(cotangent, none).add(1e-3),
          exact.gradientTangent(cotangent, none).add(1e-3),
          1e-6);
    }
  }

  /** In float32, where the step is large. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("networks")
  void differencesInSinglePrecisionComeNear(String name, Network network, int[] classes) {
    Conditioning conditioning = conditioning(classes);
    INDArray cotangent = normal(network.output().shape().withBatch(BATCH));
    INDArray none = cotangent.mul(0);
    Map<String, INDArray> weights = Weights.random(network, 1);
    try (ExecutableNetwork twice = new Nd4jNetwork(network, weights, BATCH, DataType.DOUBLE);
        ExecutableNetwork once = new Nd4jNetwork(network, weights, BATCH, DataType.FLOAT)) {
      INDArray expected =
          twice.recordAlong(x, direction, conditioning).gradientTangent(cotangent, none).dup();
      INDArray v = cotangent.castTo(DataType.FLOAT);
      INDArray at = x.castTo(DataType.FLOAT);
      INDArray along = direction.castTo(DataType.FLOAT);
      DualTape differences =
          CentralDifferences.of(place -> once.record(place, conditioning), at, along, 2);
      INDArray noTangent = none.castTo(DataType.FLOAT);
      double size = expected.norm2Number().doubleValue();
      if (size > 1e-6 * cotangent.norm2Number().doubleValue()) { // not a linear network
        assertClose(expected, differences.gradientTangent(v, noTangent), 1e-2);
      }
      INDArray exact = once.recordAlong(at, along, conditioning).gradientTangent(v, noTangent);
      double error = expected.sub(exact.castTo(DataType.DOUBLE)).norm2Number().doubleValue();
      assertEquals(0, error, 2e-5 * (size + cotangent.norm2Number().doubleValue()));
    }
  }

  @Test
  void anEarlierTapeStaysRight() {
    Network network = SmallNetworks.of(SIZE, SIZE).get("rms");
    Conditioning conditioning = conditioning(new int[0]);
    INDArray v = normal(network.output().shape().withBatch(BATCH));
    ExecutableNetwork opened =
        new Nd4jNetwork(network, Weights.random(network, 1), BATCH, DataType.DOUBLE);
    DualTape tape = opened.recordAlong(x, direction, conditioning);
    INDArray output = tape.output().dup();
    INDArray tangent = tape.outputTangent().dup();
    INDArray gradient = tape.gradientTangent(v, v).dup();
    opened.recordAlong(direction, x, conditioning(new int[0])).outputTangent();
    assertEquals(gradient, tape.gradientTangent(v, v));
    opened.recordAlong(direction, x, Conditioning.at(5, BATCH)).outputTangent();
    assertEquals(tangent, tape.outputTangent());
    assertEquals(output, tape.output());
    opened.close();
    assertThrows(IllegalStateException.class, tape::outputTangent);
    assertThrows(IllegalStateException.class, () -> tape.gradientTangent(v, v));
  }
}
