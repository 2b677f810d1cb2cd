package org.purify4j.diffusion.engine;

import org.nd4j.linalg.api.buffer.DataType;
import org.purify4j.diffusion.engine.EngineChoice.Engine;
import org.purify4j.diffusion.engine.samediff.SameDiffTrainableNetwork;
import org.purify4j.diffusion.engine.vector.VectorTrainableNetwork;
import org.purify4j.diffusion.network.Network;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the engine that trains a network: that of {@link EngineChoice}, where it can. */
public final class TrainingEngines {
  private static final Logger LOG = LoggerFactory.getLogger(TrainingEngines.class);

  private TrainingEngines() {}

  /**
   * An engine in float32.
   *
   * @param network the network at its image size
   * @param batchSize images per call
   */
  public static TrainableNetwork open(Network network, int batchSize) {
    EngineChoice choice = EngineChoice.current();
    if (choice.engine() == Engine.VECTOR && VectorTrainableNetwork.supports(network)) {
      return new VectorTrainableNetwork(network, batchSize, choice.threads());
    }
    if (choice.engine() == Engine.VECTOR) {
      LOG.warn(
          "training by SameDiff, which is many times slower: the vector engine cannot train this"
              + " network, or the heap is too small for it (-Xmx)");
    }
    return new SameDiffTrainableNetwork(network, batchSize, DataType.FLOAT);
  }
}
