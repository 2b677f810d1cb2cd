package org.purify4j.dl4j;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Copies a network of layers into a graph that computes and learns the same. Unlike DL4J's own
 * conversion it keeps all settings of the network and its counts of iterations and epochs.
 */
final class LayersAsGraph {
  /** The name of the graph's input. */
  static final String INPUT = "input";

  private LayersAsGraph() {}

  static ComputationGraph of(MultiLayerNetwork network) {
    ComputationGraph copy = new ComputationGraph(configuration(network));
    copy.init(network.params().dup(), false);
    INDArray state =
        network.getUpdater(false) == null ? null : network.getUpdater(false).getStateViewArray();
    if (state != null) {
      copy.getUpdater(true).getStateViewArray().assign(state);
    }
    return copy;
  }

  /** Returns the configuration of such a graph. */
  static ComputationGraphConfiguration configuration(MultiLayerNetwork network) {
    MultiLayerConfiguration layers = network.getLayerWiseConfigurations().clone();
    Map<String, GraphVertex> vertices = new LinkedHashMap<>();
    Map<String, List<String>> inputs = new LinkedHashMap<>();
    List<String> order = new ArrayList<>(List.of(INPUT));
    for (int i = 0; i < layers.getConfs().size(); i++) {
      NeuralNetConfiguration layer = layers.getConf(i);
      String name = name(layer, i, order);
      vertices.put(name, new LayerVertex(layer, layers.getInputPreProcess(i)));
      inputs.put(name, new ArrayList<>(List.of(order.get(i))));
      order.add(name);
    }
    ComputationGraphConfiguration graph = settings(network);
    graph.setVertices(vertices);
    graph.setVertexInputs(inputs);
    graph.setNetworkInputs(new ArrayList<>(List.of(INPUT)));
    graph.setNetworkOutputs(new ArrayList<>(List.of(order.get(order.size() - 1))));
    graph.setTopologicalOrder(IntStream.range(0, order.size()).toArray());
    graph.setTopologicalOrderStr(order);
    return graph;
  }

  private static ComputationGraphConfiguration settings(MultiLayerNetwork network) {
    MultiLayerConfiguration layers = network.getLayerWiseConfigurations();
    ComputationGraphConfiguration graph = new ComputationGraphConfiguration();
    NeuralNetConfiguration defaults = layers.getConf(0).clone();
    defaults.clearVariables();
    defaults.setLayer(null);
    graph.setDefaultConfiguration(defaults);
    graph.setDataType(layers.getDataType());
    graph.setBackpropType(layers.getBackpropType());
    graph.setTbpttFwdLength(layers.getTbpttFwdLength());
    graph.setTbpttBackLength(layers.getTbpttBackLength());
    graph.setTrainingWorkspaceMode(layers.getTrainingWorkspaceMode());
    graph.setInferenceWorkspaceMode(layers.getInferenceWorkspaceMode());
    graph.setCacheMode(layers.getCacheMode());
    graph.setValidateOutputLayerConfig(layers.isValidateOutputLayerConfig());
    graph.setIterationCount(layers.getIterationCount());
    graph.setEpochCount(layers.getEpochCount());
    return graph;
  }

  /** A layer's own name if it has one that is not taken. */
  private static String name(NeuralNetConfiguration layer, int number, List<String> taken) {
    String own = layer.getLayer().getLayerName();
    String name = own == null || taken.contains(own) ? "layer" + number : own;
    if (taken.contains(name)) {
      name = "layer" + number + "_" + taken.size();
    }
    layer.getLayer().setLayerName(name);
    return name;
  }
}
