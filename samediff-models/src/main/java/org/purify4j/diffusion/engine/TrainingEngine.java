package org.purify4j.diffusion.engine;

import java.util.Optional;
import org.purify4j.diffusion.network.Network;

/** The part of an engine that computes gradients of weights. Thread-safe. */
public interface TrainingEngine {
  /** Why the engine cannot train a network in this JVM; empty if it can. */
  Optional<String> obstacle(Network network);

  /**
   * A network to be trained, in float32. The caller closes it.
   *
   * @param network the network at its image size, which the engine {@linkplain #obstacle can train}
   * @param batchSize images per call
   */
  TrainableNetwork open(Network network, int batchSize);
}
