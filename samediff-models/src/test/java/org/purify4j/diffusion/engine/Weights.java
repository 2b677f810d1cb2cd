package org.purify4j.diffusion.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.network.Network;

/** Random parameters of a sensible size, none of them zero, the same for the same seed. */
public final class Weights {
  private Weights() {}

  public static Map<String, INDArray> random(Network network, long seed) {
    Random random = new Random(seed);
    Map<String, INDArray> weights = new LinkedHashMap<>();
    network
        .parameters()
        .forEach(
            (name, shape) -> {
              long fanIn = 1;
              for (int i = 1; i < shape.length; i++) {
                fanIn *= shape[i];
              }
              double centre = shape.length == 1 && name.endsWith("weight") ? 1 : 0;
              double spread = shape.length == 1 ? 0.1 : 1 / Math.sqrt(fanIn);
              weights.put(name, normal(random, shape).muli(spread).addi(centre));
            });
    return weights;
  }

  public static INDArray normal(Random random, long... shape) {
    long length = 1;
    for (long size : shape) {
      length *= size;
    }
    float[] values = new float[(int) length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Nd4j.create(values, shape, 'c');
  }
}
