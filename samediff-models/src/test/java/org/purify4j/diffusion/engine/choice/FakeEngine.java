package org.purify4j.diffusion.engine.choice;

import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.engine.Availability;
import org.purify4j.diffusion.engine.Engine;
import org.purify4j.diffusion.engine.LoadedWeights;
import org.purify4j.diffusion.engine.TrainingEngine;
import org.purify4j.diffusion.network.Network;
import org.purify4j.diffusion.testing.SmoothNetwork;

/** An engine of which everything is known beforehand. */
record FakeEngine(
    String name,
    Availability availability,
    Optional<String> obstacle,
    Optional<TrainingEngine> training)
    implements Engine {

  FakeEngine(String name, Availability availability) {
    this(name, availability, Optional.empty(), Optional.empty());
  }

  @Override
  public String description() {
    return "threads of " + name;
  }

  @Override
  public Optional<String> obstacle(Network network) {
    return obstacle;
  }

  /** Networks that say by the number of their outputs which engine they are from. */
  @Override
  public LoadedWeights load(Map<String, INDArray> weights) {
    return (network, batchSize) -> new SmoothNetwork(batchSize + name.length(), 3);
  }
}
