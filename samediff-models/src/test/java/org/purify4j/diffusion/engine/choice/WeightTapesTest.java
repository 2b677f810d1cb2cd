package org.purify4j.diffusion.engine.choice;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.engine.Availability;
import org.purify4j.diffusion.engine.Engine;
import org.purify4j.diffusion.engine.TrainableNetwork;
import org.purify4j.diffusion.engine.WeightTape;
import org.purify4j.diffusion.engine.Weights;
import org.purify4j.diffusion.network.Conditioning;
import org.purify4j.diffusion.network.Network;
import org.purify4j.diffusion.network.Op.Attention.Layout;
import org.purify4j.diffusion.network.Parameters;
import org.purify4j.diffusion.unet.AdmUNet;
import org.purify4j.diffusion.unet.AdmUNet.Resampling;
import org.purify4j.diffusion.unet.Heads;
import org.purify4j.diffusion.unet.TimeInjection;

/** What the tapes of every engine that trains promise. */
class WeightTapesTest {
  private static final int BATCH = 2;
  private static final int SIZE = 8;
  private static final Conditioning EARLY =
      new Conditioning(new double[] {3, 470}, new int[] {4, 1});
  private static final Conditioning LATE =
      new Conditioning(new double[] {811, 811}, new int[] {0, 0});

  static Stream<Engine> engines() {
    return Engines.all().stream()
        .filter(engine -> !(engine.availability() instanceof Availability.Unavailable))
        .filter(engine -> engine.training().isPresent());
  }

  private static final Network NETWORK =
      new AdmUNet(
              3,
              32,
              3,
              List.of(32),
              1,
              List.of(1),
              new Heads.Width(16),
              Layout.QKV_FIRST,
              TimeInjection.SCALE_SHIFT,
              Resampling.CONVOLUTION,
              5)
          .describe(SIZE, SIZE);

  private static INDArray normal(long seed) {
    return Weights.normal(new Random(seed), BATCH, 3, SIZE, SIZE);
  }

  private static Parameters weights(long seed) {
    return Parameters.of(NETWORK, Weights.random(NETWORK, seed));
  }

  private static float[] floats(Parameters gradient) {
    return gradient.data().clone();
  }

  @ParameterizedTest
  @MethodSource("engines")
  void askingTwiceGivesTheSameBits(Engine engine) {
    try (TrainableNetwork network = open(engine)) {
      WeightTape tape = network.record(normal(1), EARLY);
      float[] output = tape.output().dup('c').data().asFloat();
      float[] first = floats(tape.gradient(normal(2)));
      tape.gradient(normal(3));
      assertArrayEquals(first, floats(tape.gradient(normal(2))));
      assertArrayEquals(output, tape.output().dup('c').data().asFloat());
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void anEarlierTapeStaysRight(Engine engine) {
    INDArray x = normal(1);
    INDArray y = normal(2);
    INDArray cotangent = normal(3);
    try (TrainableNetwork network = open(engine)) {
      float[] gradient = floats(network.record(x, EARLY).gradient(cotangent));
      float[] otherGradient = floats(network.record(y, LATE).gradient(cotangent));
      WeightTape earlier = network.record(x, EARLY);
      WeightTape later = network.record(y, LATE);
      assertArrayEquals(gradient, floats(earlier.gradient(cotangent)));
      assertArrayEquals(otherGradient, floats(later.gradient(cotangent)));
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void otherWeightsOrClosingMakeItUnusable(Engine engine) {
    INDArray x = normal(1);
    INDArray cotangent = normal(3);
    TrainableNetwork network = open(engine);
    WeightTape tape = network.record(x, EARLY);
    network.load(weights(2));
    assertThrows(IllegalStateException.class, tape::output);
    assertThrows(IllegalStateException.class, () -> tape.gradient(cotangent));
    WeightTape another = network.record(x, EARLY);
    network.close();
    assertThrows(IllegalStateException.class, another::output);
    assertThrows(IllegalStateException.class, () -> another.gradient(cotangent));
    assertThrows(IllegalStateException.class, () -> network.record(x, EARLY));
    assertThrows(IllegalStateException.class, () -> network.load(weights(1)));
  }

  private static TrainableNetwork open(Engine engine) {
    TrainableNetwork network = engine.training().orElseThrow().open(NETWORK, BATCH);
    network.load(weights(1));
    return network;
  }
}
