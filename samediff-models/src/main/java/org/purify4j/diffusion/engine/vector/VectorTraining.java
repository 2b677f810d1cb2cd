package org.purify4j.diffusion.engine.vector;

import java.util.Optional;
import org.purify4j.diffusion.engine.TrainableNetwork;
import org.purify4j.diffusion.engine.TrainingEngine;
import org.purify4j.diffusion.network.Network;
import org.purify4j.diffusion.network.Node;
import org.purify4j.diffusion.network.Op;

/**
 * Opens networks to be trained on the vector engine.
 *
 * @param engine that executes them
 * @param threads of one network
 */
record VectorTraining(VectorEngine engine, int threads) implements TrainingEngine {
  @Override
  public Optional<String> obstacle(Network network) {
    return engine
        .obstacle(network)
        .or(
            () ->
                network.nodes().stream()
                    .map(Node::op)
                    .filter(op -> !hasGradient(op))
                    .findFirst()
                    .map(op -> "it has no weight gradient of " + op));
  }

  private static boolean hasGradient(Op op) {
    return op instanceof Op.Image
        || op instanceof Op.TimeEmbedding
        || op instanceof Op.ClassEmbedding
        || op instanceof Op.Linear
        || op instanceof Op.Convolution
        || op instanceof Op.GroupNorm
        || op instanceof Op.Silu
        || op instanceof Op.Attention attention && attention.memory().isEmpty()
        || op instanceof Op.Add
        || op instanceof Op.AddPerChannel
        || op instanceof Op.Upsample
        || op instanceof Op.Downsample
        || op instanceof Op.Blur
        || op instanceof Op.Concat;
  }

  @Override
  public TrainableNetwork open(Network network, int batchSize) {
    return new VectorTrainableNetwork(network, batchSize, threads);
  }
}
