package org.purify4j.diffusion.engine.choice;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.engine.Availability;
import org.purify4j.diffusion.engine.Engine;
import org.purify4j.diffusion.engine.ExecutableNetwork;
import org.purify4j.diffusion.engine.Weights;
import org.purify4j.diffusion.engine.samediff.SameDiffEngine;
import org.purify4j.diffusion.engine.samediff.SameDiffNetwork;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.network.Conditioning;
import org.purify4j.diffusion.network.Network;
import org.purify4j.diffusion.network.Op.Attention.Layout;
import org.purify4j.diffusion.testing.SmallNetworks;
import org.purify4j.diffusion.unet.AdmUNet;
import org.purify4j.diffusion.unet.AdmUNet.Resampling;
import org.purify4j.diffusion.unet.Heads;
import org.purify4j.diffusion.unet.TimeInjection;

/** What every engine's tapes promise. */
class EngineTapesTest {
  private static final int BATCH = 2;
  private static final int SIZE = 8;
  private static final Conditioning EARLY = new Conditioning(new double[] {3, 470}, new int[0]);
  private static final Conditioning LATE = Conditioning.at(811, BATCH);

  static Stream<Engine> engines() {
    return Engines.all().stream()
        .filter(engine -> !(engine.availability() instanceof Availability.Unavailable));
  }

  /** SameDiff repeats every forward pass, whatever the operation, and is slow. */
  static Stream<Arguments> enginesAndNetworks() {
    return engines()
        .flatMap(
            engine ->
                SmallNetworks.of(SIZE, SIZE).entrySet().stream()
                    .limit(engine instanceof SameDiffEngine ? 2 : Long.MAX_VALUE)
                    .map(entry -> Arguments.of(engine.name(), entry.getKey(), engine)));
  }

  private static Network unet() {
    return new AdmUNet(
            3,
            32,
            6,
            List.of(32),
            1,
            List.of(1),
            new Heads.Width(16),
            Layout.HEADS_FIRST,
            TimeInjection.SCALE_SHIFT,
            Resampling.CONVOLUTION,
            0)
        .describe(SIZE, SIZE);
  }

  private static INDArray image(long seed) {
    return Weights.normal(new Random(seed), BATCH, 3, SIZE, SIZE);
  }

  private static INDArray cotangent(Network network, long seed) {
    return Weights.normal(new Random(seed), network.output().shape().withBatch(BATCH));
  }

  private static float[] floats(INDArray array) {
    return array.dup('c').data().asFloat();
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("enginesAndNetworks")
  void askingTwiceGivesTheSameBits(String engineName, String name, Engine engine) {
    Network network = SmallNetworks.of(SIZE, SIZE).get(name);
    INDArray x = image(1);
    INDArray cotangent = cotangent(network, 2);
    INDArray other = cotangent(network, 3);
    try (ExecutableNetwork opened = open(engine, network)) {
      Tape tape = opened.record(x, EARLY);
      float[] output = floats(tape.output());
      float[] first = floats(tape.gradient(cotangent));
      tape.gradient(other);
      assertArrayEquals(first, floats(tape.gradient(cotangent)));
      assertArrayEquals(output, floats(tape.output()));
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void anEarlierTapeStaysRight(Engine engine) {
    Network network = unet();
    INDArray x = image(1);
    INDArray y = image(2);
    INDArray cotangent = cotangent(network, 3);
    try (ExecutableNetwork opened = open(engine, network)) {
      Tape fresh = opened.record(x, EARLY);
      float[] output = floats(fresh.output());
      float[] gradient = floats(fresh.gradient(cotangent));
      Tape otherFresh = opened.record(y, LATE);
      float[] otherOutput = floats(otherFresh.output());
      float[] otherGradient = floats(otherFresh.gradient(cotangent));

      Tape earlier = opened.record(x, EARLY);
      assertArrayEquals(otherOutput, floats(opened.forward(y, LATE)));
      assertArrayEquals(output, floats(earlier.output()));
      opened.forward(y, LATE);
      assertArrayEquals(gradient, floats(earlier.gradient(cotangent)));
      Tape later = opened.record(y, LATE);
      assertArrayEquals(gradient, floats(earlier.gradient(cotangent)));
      assertArrayEquals(otherOutput, floats(later.output()));
      assertArrayEquals(output, floats(earlier.output()));
      assertArrayEquals(otherGradient, floats(later.gradient(cotangent)));
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aClosedNetworkIsRefused(Engine engine) {
    Network network = unet();
    INDArray x = image(1);
    INDArray cotangent = cotangent(network, 3);
    ExecutableNetwork opened = open(engine, network);
    Tape tape = opened.record(x, EARLY);
    opened.close();
    assertThrows(IllegalStateException.class, tape::output);
    assertThrows(IllegalStateException.class, () -> tape.gradient(cotangent));
    assertThrows(IllegalStateException.class, () -> opened.forward(x, EARLY));
    assertThrows(IllegalStateException.class, () -> opened.record(x, EARLY));
  }

  @ParameterizedTest
  @MethodSource("engines")
  void outputAndGradientAgreeWithSameDiffInFloat64(Engine engine) {
    Network network = unet();
    Map<String, INDArray> weights = Weights.random(network, 1);
    INDArray x = image(1);
    INDArray cotangent = cotangent(network, 3);
    try (ExecutableNetwork opened = engine.load(weights).open(network, BATCH);
        ExecutableNetwork reference =
            new SameDiffNetwork(network, weights, BATCH, DataType.DOUBLE)) {
      Tape expected = reference.record(x.castTo(DataType.DOUBLE), EARLY);
      Tape actual = opened.record(x, EARLY);
      assertClose(expected.output(), actual.output());
      assertClose(expected.gradient(cotangent.castTo(DataType.DOUBLE)), actual.gradient(cotangent));
    }
  }

  private static ExecutableNetwork open(Engine engine, Network network) {
    return engine.load(Weights.random(network, 1)).open(network, BATCH);
  }

  private static void assertClose(INDArray expected, INDArray actual) {
    double scale = expected.amaxNumber().doubleValue();
    double error = expected.sub(actual.castTo(DataType.DOUBLE)).amaxNumber().doubleValue();
    assertEquals(0, error / scale, 2e-5);
  }
}
