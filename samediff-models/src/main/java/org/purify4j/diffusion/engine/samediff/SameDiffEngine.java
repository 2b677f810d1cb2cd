package org.purify4j.diffusion.engine.samediff;

import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.engine.Availability;
import org.purify4j.diffusion.engine.Engine;
import org.purify4j.diffusion.engine.LoadedWeights;
import org.purify4j.diffusion.engine.TrainableNetwork;
import org.purify4j.diffusion.engine.TrainingEngine;
import org.purify4j.diffusion.network.Network;

/** The engine that defines the results of all others; slow, and never chosen unasked. */
public final class SameDiffEngine implements Engine {
  @Override
  public String name() {
    return "samediff";
  }

  @Override
  public Availability availability() {
    return new Availability.OnRequest("it is the reference, many times slower than the others");
  }

  @Override
  public String description() {
    return "SameDiff on " + Nd4j.getBackend().getClass().getSimpleName();
  }

  @Override
  public Optional<String> obstacle(Network network) {
    return Optional.empty();
  }

  @Override
  public LoadedWeights load(Map<String, INDArray> weights) {
    return (network, batchSize) -> new SameDiffNetwork(network, weights, batchSize, DataType.FLOAT);
  }

  @Override
  public Optional<TrainingEngine> training() {
    return Optional.of(new Training());
  }

  private record Training() implements TrainingEngine {
    @Override
    public Optional<String> obstacle(Network network) {
      return Optional.empty();
    }

    @Override
    public TrainableNetwork open(Network network, int batchSize) {
      return new SameDiffTrainableNetwork(network, batchSize, DataType.FLOAT);
    }
  }
}
