package org.purify4j.diffusion.engine;

import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.engine.EngineChoice.Engine;
import org.purify4j.diffusion.engine.nd4j.Nd4jNetwork;
import org.purify4j.diffusion.engine.vector.PackedWeights;
import org.purify4j.diffusion.engine.vector.VectorNetwork;
import org.purify4j.diffusion.network.Network;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens a model's predictors on the engine of {@link EngineChoice}; they share what is made of the
 * weights. Thread-safe.
 */
public final class Engines {
  private static final Logger LOG = LoggerFactory.getLogger(Engines.class);

  private final Map<String, INDArray> weights;
  private final PackedWeights packed;

  /**
   * For one model.
   *
   * @param weights every parameter by name, float32; not copied
   */
  public Engines(Map<String, INDArray> weights) {
    this.weights = weights;
    this.packed = new PackedWeights(weights);
  }

  /**
   * A predictor in float32.
   *
   * @param network the network at its image size
   * @param batchSize images per call
   */
  public ExecutableNetwork open(Network network, int batchSize) {
    EngineChoice choice = EngineChoice.current();
    if (choice.engine() == Engine.VECTOR && VectorNetwork.fits(network)) {
      return new VectorNetwork(network, packed, batchSize, choice.threads());
    }
    if (choice.engine() == Engine.VECTOR) {
      LOG.warn("engine nd4j: the weights do not fit the heap twice over; -Xmx makes it faster");
    }
    return new Nd4jNetwork(network, weights, batchSize, DataType.FLOAT);
  }
}
