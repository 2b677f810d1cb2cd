package org.purify4j.victim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * The layers of a network and their connections, for either of DL4J's two kinds of network, as a
 * private copy of its configuration.
 *
 * <p>The order is kept as well because it determines where each layer's parameters lie in the flat
 * parameter array; sorting the copied graph again could change it.
 *
 * @param vertices the vertices, by name
 * @param inputs names of the inputs of each vertex, by its name
 * @param order all names in execution order, the network's input first
 * @param output name of the one output vertex
 * @param configuration the copied configuration, for everything not listed above
 */
record NetworkStructure(
    Map<String, GraphVertex> vertices,
    Map<String, List<String>> inputs,
    List<String> order,
    String output,
    ComputationGraphConfiguration configuration) {

  /** Name of the input of a structure made from a network of layers. */
  private static final String INPUT = "input";

  /** Copies the structure of a graph with one input and one output. */
  static NetworkStructure of(ComputationGraph graph) {
    ComputationGraphConfiguration copy = graph.getConfiguration().clone();
    requireOne("input", copy.getNetworkInputs());
    requireOne("output", copy.getNetworkOutputs());
    List<String> order = new ArrayList<>();
    for (int index : graph.topologicalSortOrder()) {
      order.add(graph.getVertices()[index].getVertexName());
    }
    return new NetworkStructure(
        copy.getVertices(), copy.getVertexInputs(), order, copy.getNetworkOutputs().get(0), copy);
  }

  /** Copies the structure of a network of layers, which is a graph without branches. */
  static NetworkStructure of(MultiLayerNetwork network) {
    MultiLayerConfiguration copy = network.getLayerWiseConfigurations().clone();
    Map<String, GraphVertex> vertices = new LinkedHashMap<>();
    Map<String, List<String>> inputs = new LinkedHashMap<>();
    List<String> order = new ArrayList<>(List.of(INPUT));
    for (int i = 0; i < copy.getConfs().size(); i++) {
      String name = "layer" + i;
      NeuralNetConfiguration layer = copy.getConf(i);
      layer.getLayer().setLayerName(name);
      InputPreProcessor preProcessor = copy.getInputPreProcess(i);
      vertices.put(name, new LayerVertex(layer, preProcessor));
      inputs.put(name, List.of(order.get(i)));
      order.add(name);
    }
    ComputationGraphConfiguration configuration = new ComputationGraphConfiguration();
    configuration.setDefaultConfiguration(new NeuralNetConfiguration.Builder().build());
    configuration.setDataType(copy.getDataType());
    configuration.setNetworkInputs(List.of(INPUT));
    return new NetworkStructure(
        vertices, inputs, order, order.get(order.size() - 1), configuration);
  }

  /** Name of the network's input. */
  String input() {
    return order.get(0);
  }

  /**
   * Names of what feeds a vertex.
   *
   * @throws IllegalArgumentException if there is no such vertex
   */
  List<String> inputs(String vertex) {
    List<String> names = inputs.get(vertex);
    if (names == null) {
      throw new IllegalArgumentException("vertex: got " + vertex + ", must be one of " + order);
    }
    return names;
  }

  /**
   * Returns the structure without one vertex, which has no parameters: its readers read its input
   * instead.
   */
  NetworkStructure without(String name) {
    List<String> bypassed = inputs.get(name);
    if (bypassed == null || bypassed.size() != 1) {
      throw new IllegalArgumentException(
          "vertex: got " + name + ", must be a vertex with one input of " + order);
    }
    Map<String, GraphVertex> left = new LinkedHashMap<>(vertices);
    left.remove(name);
    Map<String, List<String>> rewired = new LinkedHashMap<>();
    for (String vertex : left.keySet()) {
      List<String> feeding = new ArrayList<>(inputs(vertex));
      feeding.replaceAll(source -> source.equals(name) ? bypassed.get(0) : source);
      rewired.put(vertex, feeding);
    }
    List<String> leftOrder = new ArrayList<>(order);
    leftOrder.remove(name);
    return new NetworkStructure(left, rewired, leftOrder, output, configuration);
  }

  private static void requireOne(String what, List<String> names) {
    if (names.size() != 1) {
      throw new IllegalArgumentException(
          "network "
              + what
              + "s: got "
              + names
              + ", must be one (a victim has one input, an image, and one output)");
    }
  }
}
