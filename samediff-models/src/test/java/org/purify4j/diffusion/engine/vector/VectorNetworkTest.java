package org.purify4j.diffusion.engine.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.purify4j.diffusion.testing.Numbers.energyGradient;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.purify4j.diffusion.engine.ExecutableNetwork;
import org.purify4j.diffusion.engine.Weights;
import org.purify4j.diffusion.engine.nd4j.Nd4jNetwork;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.network.Conditioning;
import org.purify4j.diffusion.network.Network;
import org.purify4j.diffusion.network.Op.Attention.Layout;
import org.purify4j.diffusion.unet.AdmUNet;
import org.purify4j.diffusion.unet.AdmUNet.Resampling;
import org.purify4j.diffusion.unet.Heads;
import org.purify4j.diffusion.unet.TimeInjection;

/** The vector engine against the planned engine in float64, over networks, sizes and teams. */
class VectorNetworkTest {

  /**
   * One network and how it is run; the sizes make whole and partial tiles, rows that are no
   * multiple of a block, and attention over more pixels than one block holds.
   */
  record Case(AdmUNet net, int height, int width, int batch, int threads) {}

  static Stream<Case> cases() {
    return Stream.of(
        new Case(
            net(6, 32, Layout.HEADS_FIRST, TimeInjection.SCALE_SHIFT, Resampling.CONVOLUTION, 0),
            8,
            8,
            2,
            1),
        new Case(
            net(3, 32, Layout.QKV_FIRST, TimeInjection.ADDED, Resampling.RESIDUAL, 0), 8, 8, 5, 2),
        new Case(
            net(3, 32, Layout.HEADS_FIRST, TimeInjection.SCALE_SHIFT, Resampling.PLAIN, 10),
            8,
            8,
            1,
            3),
        new Case(
            net(6, 64, Layout.QKV_FIRST, TimeInjection.SCALE_SHIFT, Resampling.CONVOLUTION, 4),
            32,
            24,
            3,
            2),
        new Case(
            net(3, 96, Layout.HEADS_FIRST, TimeInjection.ADDED, Resampling.CONVOLUTION, 0),
            20,
            20,
            1,
            2),
        new Case(
            net(6, 64, Layout.HEADS_FIRST, TimeInjection.ADDED, Resampling.RESIDUAL, 0),
            14,
            18,
            5,
            1));
  }

  private static AdmUNet net(
      int out,
      int width,
      Layout layout,
      TimeInjection injection,
      Resampling resampling,
      int classes) {
    return new AdmUNet(
        3,
        width,
        out,
        List.of(width, 2 * width),
        1,
        List.of(2),
        new Heads.Width(16),
        layout,
        injection,
        resampling,
        classes);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void agreesWithThePlannedEngine(Case c) {
    Network network = c.net().describe(c.height(), c.width());
    Map<String, INDArray> weights = Weights.random(network, 1);
    Random random = new Random(2);
    INDArray x = Weights.normal(random, c.batch(), 3, c.height(), c.width());
    INDArray cotangent =
        Weights.normal(random, c.batch(), c.net().outChannels(), c.height(), c.width());
    Conditioning mixed = mixed(c);
    Conditioning same = same(c);
    try (ExecutableNetwork reference =
            new Nd4jNetwork(network, weights, c.batch(), DataType.DOUBLE);
        ExecutableNetwork vector =
            new VectorNetwork(network, new PackedWeights(weights), c.batch(), c.threads())) {
      Answer first = Answer.of(reference, x, mixed, cotangent);
      first.assertIsThatOf(vector, x, mixed, cotangent);
      Answer.of(reference, x, same, cotangent).assertIsThatOf(vector, x, same, cotangent);
      first.assertIsThatOf(vector, x, mixed, cotangent);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void noBitDependsOnBatchOrThreads(Case c) {
    Network network = c.net().describe(c.height(), c.width());
    PackedWeights weights = new PackedWeights(Weights.random(network, 3));
    INDArray x = Weights.normal(new Random(4), c.batch(), 3, c.height(), c.width());
    Conditioning all = mixed(c);
    try (ExecutableNetwork together = new VectorNetwork(network, weights, c.batch(), c.threads());
        ExecutableNetwork alone = new VectorNetwork(network, weights, 1, c.threads() % 3 + 1)) {
      INDArray expected = together.forward(x, all).dup();
      INDArray expectedGradient = energyGradient(together.record(x, all)).dup();
      for (int i = 0; i < c.batch(); i++) {
        INDArray image = x.get(NDArrayIndex.interval(i, i + 1)).dup();
        Conditioning own =
            new Conditioning(
                new double[] {all.times()[i]},
                all.classes().length == 0 ? new int[0] : new int[] {all.classes()[i]});
        assertArrayEquals(
            expected.get(NDArrayIndex.interval(i, i + 1)).dup().data().asFloat(),
            alone.forward(image, own).data().asFloat());
        assertArrayEquals(
            expectedGradient.get(NDArrayIndex.interval(i, i + 1)).dup().data().asFloat(),
            energyGradient(alone.record(image, own)).data().asFloat());
      }
    }
  }

  /** Three are held of four recordings; the first is computed again. */
  @Test
  void noBitDependsOnWhatIsHeld() {
    Case c = cases().findFirst().orElseThrow();
    Network network = c.net().describe(c.height(), c.width());
    PackedWeights weights = new PackedWeights(Weights.random(network, 5));
    Conditioning conditioning = mixed(c);
    try (ExecutableNetwork one = new VectorNetwork(network, weights, c.batch(), c.threads());
        ExecutableNetwork three = new VectorNetwork(network, weights, c.batch(), c.threads())) {
      List<INDArray> images =
          IntStream.range(0, 4)
              .mapToObj(i -> Weights.normal(new Random(i), c.batch(), 3, c.height(), c.width()))
              .toList();
      assertEquals(3, three.holdRecordings(images.get(0), 3));
      List<Tape> tapes = images.stream().map(x -> three.record(x, conditioning)).toList();
      for (int i : new int[] {3, 1, 2, 0}) {
        Tape expected = one.record(images.get(i), conditioning);
        assertEquals(expected.output(), tapes.get(i).output());
        assertEquals(energyGradient(expected), energyGradient(tapes.get(i)));
      }
      assertTrue(three.bytes() > one.bytes());
    }
  }

  @Test
  void memoryForRecordingsIsSharedAndGivenBack() {
    RecordingMemory memory = new RecordingMemory(10);
    assertTrue(memory.take(6));
    assertFalse(memory.take(5));
    memory.giveBack(1);
    assertTrue(memory.take(5));
    assertFalse(memory.take(1));
  }

  /** What a network gives in float64, forward and back. */
  private record Answer(INDArray output, INDArray gradient) {
    static Answer of(
        ExecutableNetwork network, INDArray x, Conditioning conditioning, INDArray cotangent) {
      try (Tape tape = network.record(x, conditioning)) {
        return new Answer(tape.output().dup(), tape.gradient(cotangent).dup());
      }
    }

    void assertIsThatOf(
        ExecutableNetwork network, INDArray x, Conditioning conditioning, INDArray cotangent) {
      assertClose(output, network.forward(x, conditioning));
      assertClose(gradient, network.record(x, conditioning).gradient(cotangent));
    }
  }

  private static Conditioning mixed(Case c) {
    double[] times = new double[c.batch()];
    int[] classes = new int[c.net().classes() == 0 ? 0 : c.batch()];
    for (int i = 0; i < times.length; i++) {
      times[i] = 3 + 100 * i;
    }
    for (int i = 0; i < classes.length; i++) {
      classes[i] = i % c.net().classes();
    }
    return new Conditioning(times, classes);
  }

  private static Conditioning same(Case c) {
    double[] times = new double[c.batch()];
    Arrays.fill(times, 470.5);
    return new Conditioning(times, new int[c.net().classes() == 0 ? 0 : c.batch()]);
  }

  private static void assertClose(INDArray expected, INDArray actual) {
    double scale = expected.amaxNumber().doubleValue();
    double error = expected.sub(actual.castTo(DataType.DOUBLE)).amaxNumber().doubleValue();
    assertEquals(0, error / scale, 2e-5);
  }
}
