package org.purify4j.diffusion.engine.choice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.engine.Engine;
import org.purify4j.diffusion.engine.ExecutableNetwork;
import org.purify4j.diffusion.engine.Weights;
import org.purify4j.diffusion.engine.samediff.SameDiffNetwork;
import org.purify4j.diffusion.gradient.CentralDifferences;
import org.purify4j.diffusion.gradient.DualTape;
import org.purify4j.diffusion.gradient.SecondDerivative;
import org.purify4j.diffusion.network.Conditioning;
import org.purify4j.diffusion.network.Network;
import org.purify4j.diffusion.testing.SmallNetworks;

/** A model's networks have exact second derivatives whatever the engine. */
class TwiceDifferentiableNetworkTest {
  private static final int BATCH = 2;
  private static final int SIZE = 8;
  private static final Conditioning TIMES = new Conditioning(new double[] {3, 470}, new int[0]);

  static Stream<Engine> engines() {
    return EngineTapesTest.engines();
  }

  @ParameterizedTest
  @MethodSource("engines")
  void secondDerivativesAreThoseOfSameDiffInFloat64(Engine engine) {
    Network network = SmallNetworks.of(SIZE, SIZE).get("residuals");
    Map<String, INDArray> weights = Weights.random(network, 1);
    Random random = new Random(3);
    INDArray x = Weights.normal(random, BATCH, 3, SIZE, SIZE);
    INDArray direction = Weights.normal(random, BATCH, 3, SIZE, SIZE);
    INDArray v = Weights.normal(random, network.output().shape().withBatch(BATCH));
    INDArray none = v.mul(0);
    EngineChoice choice = new EngineChoice(engine, "test", List.of(), List.of());
    ExecutableNetwork opened = new ModelNetworks(weights).open(choice, network, BATCH);
    assertEquals(SecondDerivative.EXACT, opened.secondDerivative());
    DualTape tape = opened.recordAlong(x, direction, TIMES);
    try (ExecutableNetwork judge = new SameDiffNetwork(network, weights, BATCH, DataType.DOUBLE)) {
      INDArray expected =
          CentralDifferences.of(
                  at -> judge.record(at, TIMES),
                  x.castTo(DataType.DOUBLE),
                  direction.castTo(DataType.DOUBLE),
                  2)
              .gradientTangent(v.castTo(DataType.DOUBLE), none.castTo(DataType.DOUBLE));
      INDArray actual = tape.gradientTangent(v, none).castTo(DataType.DOUBLE);
      double error = expected.sub(actual).norm2Number().doubleValue();
      assertEquals(0, error / expected.norm2Number().doubleValue(), 1e-5);
    }
    opened.close();
    assertThrows(IllegalStateException.class, tape::outputTangent);
    assertThrows(IllegalStateException.class, () -> opened.recordAlong(x, direction, TIMES));
  }
}
