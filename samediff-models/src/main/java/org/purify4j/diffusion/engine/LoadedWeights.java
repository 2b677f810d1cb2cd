package org.purify4j.diffusion.engine;

import org.purify4j.diffusion.network.Network;

/** A model's weights in the form that one engine reads. Thread-safe. */
public interface LoadedWeights {
  /**
   * Binds a network to these weights, in float32. The caller closes it.
   *
   * @param network the network at its image size, which the engine {@linkplain Engine#obstacle can
   *     execute}
   * @param batchSize images per call
   */
  ExecutableNetwork open(Network network, int batchSize);
}
