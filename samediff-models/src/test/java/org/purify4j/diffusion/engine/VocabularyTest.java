package org.purify4j.diffusion.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.engine.nd4j.Nd4jNetwork;
import org.purify4j.diffusion.engine.samediff.SameDiffNetwork;
import org.purify4j.diffusion.network.Network;
import org.purify4j.diffusion.testing.Numbers;
import org.purify4j.diffusion.testing.SmallNetworks;
import org.purify4j.diffusion.testing.VocabularyGolden;

/** Every word of the vocabulary in the two ND4J engines, in float64, against PyTorch. */
class VocabularyTest {
  private static final Map<String, Network> NETWORKS =
      SmallNetworks.of(VocabularyGolden.HEIGHT, VocabularyGolden.WIDTH);

  static Set<String> names() {
    return NETWORKS.keySet();
  }

  private interface Engine {
    ExecutableNetwork open(
        Network network, Map<String, INDArray> weights, int batch, DataType type);
  }

  @ParameterizedTest
  @MethodSource("names")
  void plannedEngineAgreesWithPyTorch(String name) {
    agreesWithPyTorch(name, Nd4jNetwork::new);
  }

  @ParameterizedTest
  @MethodSource("names")
  void sameDiffAgreesWithPyTorch(String name) {
    agreesWithPyTorch(name, SameDiffNetwork::new);
  }

  private static void agreesWithPyTorch(String name, Engine engine) {
    VocabularyGolden golden = new VocabularyGolden(name);
    Network network = NETWORKS.get(name);
    Map<String, INDArray> weights = golden.weights();
    network
        .parameters()
        .forEach((key, shape) -> assertArrayEquals(shape, weights.get(key).shape(), key));
    INDArray cotangent = golden.array("cotangent");
    try (ExecutableNetwork predictor =
        engine.open(network, weights, VocabularyGolden.BATCH, DataType.DOUBLE)) {
      INDArray output = predictor.forward(golden.array("x"), golden.conditioning());
      assertClose(golden.array("y"), output);
      INDArray gradient =
          predictor.record(golden.array("x"), golden.conditioning()).gradient(cotangent);
      assertClose(golden.array("grad_x"), gradient);
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void gradientAgreesWithCentralDifferences(String name) {
    VocabularyGolden golden = new VocabularyGolden(name);
    INDArray x = golden.array("x");
    INDArray cotangent = golden.array("cotangent");
    INDArray direction = Numbers.gaussian(5, x.shape());
    try (ExecutableNetwork predictor =
        new Nd4jNetwork(
            NETWORKS.get(name), golden.weights(), VocabularyGolden.BATCH, DataType.DOUBLE)) {
      double slope =
          Numbers.slope(
              at -> predictor.forward(at, golden.conditioning()), x, direction, cotangent, 1e-5);
      INDArray gradient = predictor.record(x, golden.conditioning()).gradient(cotangent);
      assertEquals(slope, Numbers.dot(gradient, direction), 1e-6 * Math.abs(slope) + 1e-7);
    }
  }

  private static void assertClose(INDArray expected, INDArray actual) {
    assertArrayEquals(expected.shape(), actual.shape());
    double scale = expected.amaxNumber().doubleValue();
    assertEquals(0, expected.sub(actual).amaxNumber().doubleValue() / scale, 1e-9);
  }
}
