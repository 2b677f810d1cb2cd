package org.purify4j.diffusion.engine.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.engine.TrainableNetwork;
import org.purify4j.diffusion.engine.TrainingEngine;
import org.purify4j.diffusion.engine.WeightTape;
import org.purify4j.diffusion.engine.Weights;
import org.purify4j.diffusion.engine.samediff.SameDiffTrainableNetwork;
import org.purify4j.diffusion.network.Conditioning;
import org.purify4j.diffusion.network.Network;
import org.purify4j.diffusion.network.NetworkBuilder;
import org.purify4j.diffusion.network.Node;
import org.purify4j.diffusion.network.Op.TimeEmbedding.Halves;
import org.purify4j.diffusion.network.Parameters;

/** Gradients of what depends on time and class alone, against SameDiff's in float64. */
class ConditioningBranchGradientTest {
  private static final int BATCH = 3;
  private static final int SIZE = 6;
  private static final int CHANNELS = 24;

  /** Sums with three different factors, one of which reads what another reads too. */
  private static Network withScaledSums() {
    NetworkBuilder net = new NetworkBuilder();
    Node image = net.image(3, SIZE, SIZE);
    Node time = net.linear("time", net.timeEmbedding(16, Halves.COS_SIN, 8), CHANNELS);
    Node sum = net.add(time, net.classEmbedding("labels", 5, CHANNELS), 0.4);
    sum = net.add(sum, net.linear("inner", net.silu(sum), CHANNELS), Math.sqrt(0.5));
    Node both = net.add(sum, sum, 1.5);
    Node x = net.addPerChannel(net.convolution("stem", image, CHANNELS, 3, 1), both);
    net.convolution("out", net.silu(x), 3, 3, 1);
    return net.build();
  }

  @Test
  void theFactorsOfSumsAreHonoured() {
    Network network = withScaledSums();
    Map<String, INDArray> weights = Weights.random(network, 1);
    Random random = new Random(2);
    INDArray x = Weights.normal(random, BATCH, 3, SIZE, SIZE);
    INDArray cotangent = Weights.normal(random, BATCH, 3, SIZE, SIZE);
    Conditioning conditioning = new Conditioning(new double[] {3, 410, 77}, new int[] {4, 0, 4});
    try (SameDiffTrainableNetwork reference =
            new SameDiffTrainableNetwork(network, BATCH, DataType.DOUBLE);
        TrainableNetwork vector = new VectorTrainableNetwork(network, BATCH, 2)) {
      reference.load(weights);
      vector.load(Parameters.of(network, weights));
      WeightTape tape = vector.record(x, conditioning);
      Map<String, INDArray> actual = tape.gradient(cotangent).toArrays();
      reference
          .gradients(x, conditioning, cotangent)
          .forEach(
              (name, expected) -> {
                INDArray error = expected.sub(actual.get(name).castTo(DataType.DOUBLE));
                double relative =
                    error.norm2Number().doubleValue() / expected.norm2Number().doubleValue();
                assertEquals(0, relative, 1e-5, name);
              });
    }
  }

  @Test
  void operationsWithoutGradientAreRefused() {
    NetworkBuilder net = new NetworkBuilder();
    Node image = net.image(3, SIZE, SIZE);
    Node time = net.gelu(net.linear("time", net.timeEmbedding(16, Halves.COS_SIN, 8), 3));
    net.addPerChannel(image, time);
    Network network = net.build();
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class, () -> new VectorTrainableNetwork(network, 1, 1));
    assertEquals(
        "op: got Gelu[] in the part that depends on time and class alone, must be one whose"
            + " gradient the vector engine knows (train by another engine)",
        refusal.getMessage());
    TrainingEngine engine = new VectorEngine().training().orElseThrow();
    assertEquals("it has no weight gradient of Gelu[]", engine.obstacle(network).orElseThrow());
  }
}
