package org.purify4j.diffusion.engine.choice;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.engine.Engine;
import org.purify4j.diffusion.engine.ExecutableNetwork;
import org.purify4j.diffusion.engine.LoadedWeights;
import org.purify4j.diffusion.gradient.SecondDerivative;
import org.purify4j.diffusion.network.Network;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the networks of one model on the {@linkplain EngineChoice chosen engine}; they share what
 * the engine makes of the weights. Thread-safe.
 */
public final class ModelNetworks {
  private static final Logger LOG = LoggerFactory.getLogger(ModelNetworks.class);

  private final Map<String, INDArray> weights;
  private final Map<String, LoadedWeights> loaded = new ConcurrentHashMap<>();

  /**
   * Of one model.
   *
   * @param weights every parameter by name, float32; not copied
   */
  public ModelNetworks(Map<String, INDArray> weights) {
    this.weights = weights;
  }

  /**
   * Opens a network in float32, on the first of the engines that can execute it. The caller closes
   * it.
   *
   * @param network the network at its image size
   * @param batchSize images per call
   * @throws IllegalArgumentException if no engine can execute it
   */
  public ExecutableNetwork open(Network network, int batchSize) {
    return open(EngineChoice.current(), network, batchSize);
  }

  ExecutableNetwork open(EngineChoice choice, Network network, int batchSize) {
    List<String> obstacles = new ArrayList<>();
    for (Engine engine : choice.candidates()) {
      Optional<String> obstacle = engine.obstacle(network);
      if (obstacle.isEmpty()) {
        if (!obstacles.isEmpty()) {
          LOG.warn("engine {}: {}", engine.name(), String.join("; ", obstacles));
        }
        return twiceDifferentiable(open(engine, network, batchSize), network);
      }
      obstacles.add(obstacle.get());
    }
    throw new IllegalArgumentException(
        "network: got one that no engine can execute, must be another: " + obstacles);
  }

  private ExecutableNetwork open(Engine engine, Network network, int batchSize) {
    return loaded
        .computeIfAbsent(engine.name(), name -> engine.load(weights))
        .open(network, batchSize);
  }

  /** Has ND4J's operations, which all backends have, give the second derivatives. */
  private ExecutableNetwork twiceDifferentiable(ExecutableNetwork opened, Network network) {
    return opened.secondDerivative() == SecondDerivative.EXACT
        ? opened
        : new TwiceDifferentiableNetwork(
            opened, () -> open(Engines.twiceDifferentiable(), network, opened.batchSize()));
  }
}
