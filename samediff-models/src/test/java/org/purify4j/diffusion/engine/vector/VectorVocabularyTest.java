package org.purify4j.diffusion.engine.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.purify4j.diffusion.testing.Numbers.energyGradient;

import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.purify4j.diffusion.engine.ExecutableNetwork;
import org.purify4j.diffusion.engine.Weights;
import org.purify4j.diffusion.engine.nd4j.Nd4jNetwork;
import org.purify4j.diffusion.network.Conditioning;
import org.purify4j.diffusion.network.Network;
import org.purify4j.diffusion.testing.SmallNetworks;
import org.purify4j.diffusion.testing.VocabularyGolden;

/** Every word of the vocabulary in the vector engine. */
class VectorVocabularyTest {
  private static final int BATCH = 3;

  /** Whole and partial Winograd tiles, and more keys than one block of an attention holds. */
  private static final int HEIGHT = 18;

  private static final int WIDTH = 16;

  private static final Map<String, Network> LARGE = SmallNetworks.of(HEIGHT, WIDTH);

  static Set<String> names() {
    return LARGE.keySet();
  }

  @ParameterizedTest
  @MethodSource("names")
  void agreesWithPyTorch(String name) {
    VocabularyGolden golden = new VocabularyGolden(name);
    Network network = SmallNetworks.of(VocabularyGolden.HEIGHT, VocabularyGolden.WIDTH).get(name);
    INDArray cotangent = golden.array("cotangent");
    PackedWeights weights = new PackedWeights(golden.weights());
    try (ExecutableNetwork predictor =
        new VectorNetwork(network, weights, VocabularyGolden.BATCH, 2)) {
      INDArray x = golden.array("x");
      assertClose(golden.array("y"), predictor.forward(x, golden.conditioning()));
      assertClose(
          golden.array("grad_x"), predictor.record(x, golden.conditioning()).gradient(cotangent));
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void agreesWithThePlannedEngine(String name) {
    Network network = LARGE.get(name);
    Map<String, INDArray> weights = Weights.random(network, 1);
    Random random = new Random(2);
    INDArray x = Weights.normal(random, BATCH, 3, HEIGHT, WIDTH);
    INDArray cotangent = Weights.normal(random, network.output().shape().withBatch(BATCH));
    try (ExecutableNetwork reference = new Nd4jNetwork(network, weights, BATCH, DataType.DOUBLE);
        ExecutableNetwork vector =
            new VectorNetwork(network, new PackedWeights(weights), BATCH, 2)) {
      for (Conditioning conditioning : new Conditioning[] {mixed(), Conditioning.at(4, BATCH)}) {
        assertClose(reference.forward(x, conditioning), vector.forward(x, conditioning));
        assertClose(
            reference.record(x, conditioning).gradient(cotangent),
            vector.record(x, conditioning).gradient(cotangent));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void noBitDependsOnBatchOrThreads(String name) {
    Network network = LARGE.get(name);
    PackedWeights weights = new PackedWeights(Weights.random(network, 3));
    INDArray x = Weights.normal(new Random(4), BATCH, 3, HEIGHT, WIDTH);
    try (ExecutableNetwork together = new VectorNetwork(network, weights, BATCH, 2);
        ExecutableNetwork alone = new VectorNetwork(network, weights, 1, 3)) {
      INDArray expected = together.forward(x, mixed()).dup();
      INDArray expectedGradient = energyGradient(together.record(x, mixed())).dup();
      for (int i = 0; i < BATCH; i++) {
        Conditioning own = Conditioning.at(mixed().times()[i], 1);
        assertArrayEquals(image(expected, i), floats(alone.forward(row(x, i), own)));
        assertArrayEquals(
            image(expectedGradient, i), floats(energyGradient(alone.record(row(x, i), own))));
      }
    }
  }

  private static Conditioning mixed() {
    return new Conditioning(new double[] {3, 0.25, 100}, new int[0]);
  }

  private static INDArray row(INDArray images, int index) {
    return images.get(NDArrayIndex.interval(index, index + 1)).dup();
  }

  private static float[] image(INDArray images, int index) {
    return floats(row(images, index));
  }

  private static float[] floats(INDArray array) {
    return array.data().asFloat();
  }

  private static void assertClose(INDArray expected, INDArray actual) {
    double scale = expected.amaxNumber().doubleValue();
    double error = expected.sub(actual.castTo(DataType.DOUBLE)).amaxNumber().doubleValue();
    assertEquals(0, error / scale, 2e-5);
  }
}
