package org.purify4j.diffusion.engine.samediff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.engine.Weights;
import org.purify4j.diffusion.network.Conditioning;
import org.purify4j.diffusion.network.Network;
import org.purify4j.diffusion.network.Node;
import org.purify4j.diffusion.network.Op;
import org.purify4j.diffusion.network.Op.Attention.Layout;
import org.purify4j.diffusion.unet.AdmUNet;
import org.purify4j.diffusion.unet.AdmUNet.Resampling;
import org.purify4j.diffusion.unet.Heads;
import org.purify4j.diffusion.unet.TimeInjection;

/**
 * The reference's gradients of the training loss, mean (ε̂ − ε)², against central differences in
 * float64, for every tensor of networks that together have every kind of weight.
 */
class SameDiffTrainableNetworkTest {
  private static final double STEP = 1e-5;
  private static final int BATCH = 2;

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void gradientsAreCentralDifferences(long seed) {
    boolean even = seed % 2 == 0;
    AdmUNet net =
        new AdmUNet(
            3,
            32,
            3,
            List.of(32, 64),
            1,
            List.of(2),
            new Heads.Width(16),
            even ? Layout.HEADS_FIRST : Layout.QKV_FIRST,
            even ? TimeInjection.SCALE_SHIFT : TimeInjection.ADDED,
            even ? Resampling.CONVOLUTION : Resampling.RESIDUAL,
            even ? 5 : 0);
    Network network = net.describe(4, 4);
    Random random = new Random(seed);
    Map<String, INDArray> weights = new LinkedHashMap<>();
    Weights.random(network, seed)
        .forEach((name, array) -> weights.put(name, array.castTo(DataType.DOUBLE)));
    INDArray x = Weights.normal(random, BATCH, 3, 4, 4).castTo(DataType.DOUBLE);
    INDArray noise = Weights.normal(random, BATCH, 3, 4, 4).castTo(DataType.DOUBLE);
    Conditioning conditioning =
        new Conditioning(new double[] {3, 410}, even ? new int[] {4, 0} : new int[0]);
    try (SameDiffTrainableNetwork engine =
        new SameDiffTrainableNetwork(network, BATCH, DataType.DOUBLE)) {
      engine.load(weights);
      Map<String, INDArray> gradients =
          engine.gradients(
              x,
              conditioning,
              engine.forward(x, conditioning).sub(noise).muli(2.0 / noise.length()));
      for (List<String> tensors : kinds(network).values()) {
        // along one random direction of all tensors of the kind
        Map<String, INDArray> direction = new LinkedHashMap<>();
        double actual = 0;
        double squares = 0;
        for (String name : tensors) {
          INDArray normal = Weights.normal(random, weights.get(name).shape());
          direction.put(name, normal.castTo(DataType.DOUBLE));
          actual += gradients.get(name).mul(direction.get(name)).sumNumber().doubleValue();
          squares += Math.pow(gradients.get(name).norm2Number().doubleValue(), 2);
        }
        double difference =
            loss(engine, weights, direction, STEP, x, noise, conditioning)
                - loss(engine, weights, direction, -STEP, x, noise, conditioning);
        double expected = difference / (2 * STEP);
        assertTrue(squares > 0, tensors.toString());
        assertEquals(0, (actual - expected) / Math.sqrt(squares), 1e-5, tensors.toString());
      }
    }
  }

  /** Names of tensors by what computes with them. */
  private static Map<String, List<String>> kinds(Network network) {
    Map<String, List<String>> kinds = new LinkedHashMap<>();
    for (Node node : network.nodes()) {
      Op op = node.op();
      if (op instanceof Op.Convolution c) {
        String kind = "convolution " + c.kernel() + " " + c.stride();
        boolean ofPixels = network.parameters().get(c.weight()).length == 3;
        add(kinds, kind + (ofPixels ? " weight of pixels" : " weight"), c.weight());
        c.bias().ifPresent(bias -> add(kinds, "convolution bias", bias));
      } else if (op instanceof Op.GroupNorm norm) {
        add(kinds, "norm weight", norm.weight());
        add(kinds, "norm bias", norm.bias());
      } else if (op instanceof Op.Linear linear) {
        add(kinds, "linear weight", linear.weight());
        add(kinds, "linear bias", linear.bias());
      } else if (op instanceof Op.ClassEmbedding embedding) {
        add(kinds, "class embedding", embedding.table());
      }
    }
    return kinds;
  }

  private static void add(Map<String, List<String>> kinds, String kind, String name) {
    kinds.computeIfAbsent(kind, k -> new ArrayList<>()).add(name);
  }

  private static double loss(
      SameDiffTrainableNetwork engine,
      Map<String, INDArray> weights,
      Map<String, INDArray> direction,
      double step,
      INDArray x,
      INDArray noise,
      Conditioning conditioning) {
    Map<String, INDArray> moved = new LinkedHashMap<>(weights);
    direction.forEach((name, d) -> moved.put(name, weights.get(name).add(d.mul(step))));
    engine.load(moved);
    INDArray difference = engine.forward(x, conditioning).sub(noise);
    return difference.muli(difference).meanNumber().doubleValue();
  }
}
