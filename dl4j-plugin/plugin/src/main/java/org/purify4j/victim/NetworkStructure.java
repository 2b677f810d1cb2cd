package org.purify4j.victim;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
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
 * @param order all names in execution order, the network's inputs first
 * @param input name of the input that is the image
 * @param output name of the output vertex that is the classification
 * @param configuration the copied configuration, for everything not listed above
 */
record NetworkStructure(
    Map<String, GraphVertex> vertices,
    Map<String, List<String>> inputs,
    List<String> order,
    String input,
    String output,
    ComputationGraphConfiguration configuration) {

  /** Name of the input of a structure made from a network of layers. */
  private static final String INPUT = "input";

  /** Copies the structure of a graph with one input and one output. */
  static NetworkStructure of(ComputationGraph graph) {
    return of(graph, NetworkPorts.standard());
  }

  /**
   * Copies the structure of a graph.
   *
   * @throws IllegalArgumentException if the ports do not say which of several inputs or outputs is
   *     meant, or name one that is not there
   */
  static NetworkStructure of(ComputationGraph graph, NetworkPorts ports) {
    ComputationGraphConfiguration copy = graph.getConfiguration().clone();
    String input = chosen("input", ports.imageInput(), copy.getNetworkInputs());
    String output = chosen("output", ports.classOutput(), copy.getNetworkOutputs());
    return new NetworkStructure(
        copy.getVertices(), copy.getVertexInputs(), order(graph), input, output, copy);
  }

  /**
   * Returns the names of a graph's inputs and vertices in execution order, in which their
   * parameters lie in the flat array, the inputs first.
   */
  static List<String> order(ComputationGraph graph) {
    List<String> order = new ArrayList<>(graph.getConfiguration().getNetworkInputs());
    for (int index : graph.topologicalSortOrder()) {
      String name = graph.getVertices()[index].getVertexName();
      if (!order.contains(name)) {
        order.add(name);
      }
    }
    return order;
  }

  /** Returns the one name that is meant. */
  private static String chosen(String what, Optional<String> wanted, List<String> names) {
    if (wanted.isPresent() && names.contains(wanted.get())) {
      return wanted.get();
    }
    if (wanted.isEmpty() && names.size() == 1) {
      return names.get(0);
    }
    throw new IllegalArgumentException(
        "network "
            + what
            + ": got "
            + wanted.orElse("none")
            + ", must be one of "
            + names
            + " (name it in NetworkPorts)");
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
        vertices, inputs, order, INPUT, order.get(order.size() - 1), configuration);
  }

  /** Names of the vertices on which the output depends, itself and network inputs included. */
  Set<String> needed() {
    Set<String> needed = new HashSet<>(Set.of(output));
    for (int i = order.size() - 1; i >= 0; i--) {
      if (needed.contains(order.get(i)) && vertices.containsKey(order.get(i))) {
        needed.addAll(inputs(order.get(i)));
      }
    }
    return needed;
  }

  /**
   * Checks that the output depends on the image alone.
   *
   * @throws IllegalArgumentException if it depends on another input
   */
  void requireImageAlone() {
    Set<String> read = needed();
    read.retainAll(configuration.getNetworkInputs());
    if (!read.equals(Set.of(input))) {
      throw new IllegalArgumentException(
          "output "
              + output
              + ": got one that depends on "
              + new TreeSet<>(read)
              + ", must depend on "
              + input
              + " alone (a victim classifies an image)");
    }
  }

  /**
   * Checks that the output does not depend on purified images.
   *
   * @throws IllegalArgumentException if there is a purification before it
   */
  void requireNoPurification() {
    for (String name : needed()) {
      if (vertices.containsKey(name) && purifies(vertex(name))) {
        throw new IllegalArgumentException(
            "network: got one that purifies its images ("
                + name
                + "), must be a bare classifier (PurifiedNetwork.classifierOf gives it)");
      }
    }
  }

  private static boolean purifies(GraphVertex vertex) {
    return InnerLayer.of(vertex) instanceof ImagePurification
        || InnerLayer.in(vertex).filter(ImagePurification.class::isInstance).isPresent();
  }

  /** What the configuration says of the way in which the input encodes images. */
  InputEncoding encoding() {
    for (String name : order) {
      if (vertices.containsKey(name)
          && inputs(name).contains(input)
          && InnerLayer.of(vertex(name)) instanceof LayerVertex reader
          && reader.getPreProcessor() instanceof FeedForwardToCnnPreProcessor images) {
        return InputEncoding.flat(
            Math.toIntExact(images.getNumChannels()),
            Math.toIntExact(images.getInputHeight()),
            Math.toIntExact(images.getInputWidth()));
      }
    }
    return InputEncoding.of(
        readers()
            .flatMap(layer -> ImageFormat.of(layer).stream())
            .findFirst()
            .orElse(CNN2DFormat.NCHW));
  }

  /** Number of channels that the first convolution reads, if it says so. */
  OptionalLong channels() {
    return readers()
        .filter(ConvolutionLayer.class::isInstance)
        .limit(1)
        .mapToLong(layer -> ((ConvolutionLayer) layer).getNIn())
        .filter(channels -> channels > 0)
        .findFirst();
  }

  /** Layers that the image reaches, in execution order. */
  private Stream<Layer> readers() {
    Set<String> reached = new HashSet<>(Set.of(input));
    List<Layer> layers = new ArrayList<>();
    for (String name : order) {
      if (vertices.containsKey(name) && inputs(name).stream().anyMatch(reached::contains)) {
        reached.add(name);
        InnerLayer.in(vertex(name)).ifPresent(layers::add);
      }
    }
    return layers.stream();
  }

  private GraphVertex vertex(String name) {
    return Objects.requireNonNull(vertices.get(name), name);
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

  /** Names of the vertices on the way to the output, in execution order, without the output. */
  List<String> innerVertices() {
    Set<String> needed = needed();
    return order.stream()
        .filter(name -> vertices.containsKey(name) && needed.contains(name) && !name.equals(output))
        .toList();
  }

  /** Returns the structure with an inner vertex in the place of the output. */
  NetworkStructure endingAt(String vertex) {
    if (!innerVertices().contains(vertex)) {
      throw new IllegalArgumentException(
          "layer: got " + vertex + ", must be one of " + innerVertices());
    }
    return new NetworkStructure(vertices, inputs, order, input, vertex, configuration);
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
    return new NetworkStructure(left, rewired, leftOrder, input, output, configuration);
  }
}
