package org.purify4j.diffusion.engine.nd4j;

import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.engine.Availability;
import org.purify4j.diffusion.engine.Engine;
import org.purify4j.diffusion.engine.LoadedWeights;
import org.purify4j.diffusion.engine.TrainingEngine;
import org.purify4j.diffusion.network.Network;

/** The engine on ND4J's native operations, on whichever backend is on the class path. */
public final class Nd4jEngine implements Engine {
  @Override
  public String name() {
    return "nd4j";
  }

  @Override
  public Availability availability() {
    return new Availability.Ready();
  }

  @Override
  public String description() {
    return Nd4j.getBackend().getClass().getSimpleName();
  }

  @Override
  public Optional<String> obstacle(Network network) {
    return Optional.empty();
  }

  @Override
  public LoadedWeights load(Map<String, INDArray> weights) {
    return (network, batchSize) -> new Nd4jNetwork(network, weights, batchSize, DataType.FLOAT);
  }

  @Override
  public Optional<TrainingEngine> training() {
    return Optional.empty();
  }
}
