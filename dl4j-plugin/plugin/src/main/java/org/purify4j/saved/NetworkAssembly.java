package org.purify4j.saved;

import java.util.Collection;
import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Makes networks of a configuration and the arrays beside it, in which DL4J finds the numbers of
 * elements that it expects. Whatever DL4J throws at a wrong configuration passes.
 */
final class NetworkAssembly {
  private NetworkAssembly() {}

  static ComputationGraph graph(
      String json, Optional<INDArray> parameters, Optional<INDArray> state) {
    ComputationGraphConfiguration configuration = ComputationGraphConfiguration.fromJson(json);
    LayerNumbers.require(configuration);
    long count = 0;
    for (GraphVertex vertex : configuration.getVertices().values()) {
      count = sum(count, vertex.numParams(true));
    }
    requireCount(count, parameters);
    parameters.ifPresent(array -> configuration.setDataType(array.dataType()));
    ComputationGraph graph = new ComputationGraph(configuration);
    graph.init(parameters.orElse(null), false);
    requireShapes(graph.paramTable().values());
    state.ifPresent(
        array -> {
          requireState(graph.getUpdater().getStateViewArray(), array);
          graph.getUpdater().setStateViewArray(array);
        });
    return graph;
  }

  static MultiLayerNetwork layers(
      String json, Optional<INDArray> parameters, Optional<INDArray> state) {
    MultiLayerConfiguration configuration = MultiLayerConfiguration.fromJson(json);
    LayerNumbers.require(configuration);
    long count = 0;
    for (NeuralNetConfiguration layer : configuration.getConfs()) {
      count = sum(count, layer.getLayer().initializer().numParams(layer));
    }
    requireCount(count, parameters);
    parameters.ifPresent(array -> configuration.setDataType(array.dataType()));
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init(parameters.orElse(null), false);
    requireShapes(network.paramTable().values());
    state.ifPresent(
        array -> {
          requireState(network.getUpdater().getStateViewArray(), array);
          network.getUpdater().setStateViewArray(network, array, false);
        });
    return network;
  }

  private static long sum(long count, long more) {
    if (more < 0) {
      throw new IllegalArgumentException("a layer: got " + more + " parameters");
    }
    return Math.addExact(count, more);
  }

  private static void requireCount(long count, Optional<INDArray> parameters) {
    long found = parameters.map(INDArray::length).orElse(0L);
    if (found != count) {
      throw new IllegalArgumentException(
          "describes a network of "
              + count
              + " parameters, must have the "
              + found
              + " of coefficients.bin");
    }
  }

  /** Sizes may be such that their product wraps around to the number of elements. */
  private static void requireShapes(Collection<INDArray> parameters) {
    for (INDArray parameter : parameters) {
      long elements = 1;
      for (long size : parameter.shape()) {
        elements = Math.multiplyExact(elements, size);
      }
      if (elements != parameter.length()) {
        throw new IllegalArgumentException("a layer's sizes are beyond all bounds");
      }
    }
  }

  private static void requireState(@Nullable INDArray expected, INDArray found) {
    long count = expected == null ? 0 : expected.length();
    if (found.length() != count) {
      throw new IllegalArgumentException(
          "describes an updater with a state of "
              + count
              + " numbers, must have the "
              + found.length()
              + " of updaterState.bin");
    }
  }
}
