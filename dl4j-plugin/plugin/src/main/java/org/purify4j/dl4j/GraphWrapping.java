package org.purify4j.dl4j;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.victim.Dl4jVictim;
import org.purify4j.victim.NetworkPorts;
import org.purify4j.victim.NetworkReading;

/** Inserts a purification vertex into a copy of a graph, and takes it out again. */
final class GraphWrapping {
  private static final String NAME = "purification";

  private GraphWrapping() {}

  /** Returns a copy with a purification vertex between the image and all that reads it. */
  static ComputationGraph wrap(
      ComputationGraph victim, PurifierReference purifier, NetworkPorts ports) {
    if (!GraphPurification.names(victim.getConfiguration()).isEmpty()) {
      throw PurificationFault.wrappedAlready();
    }
    NetworkReading reading = NetworkReading.of(victim, ports);
    ModelFit.require(purifier, reading, victim.getConfiguration());
    ComputationGraphConfiguration configuration = copy(victim);
    String input = reading.imageInput();
    String name = unusedName(configuration);

    rewire(configuration, input, name);
    configuration.getVertexInputs().put(name, new ArrayList<>(List.of(input)));
    configuration
        .getVertices()
        .put(name, new PurificationVertex(purifier, reading.encoding(), ports.classOutput()));
    List<String> order = new ArrayList<>(reading.order());
    order.add(configuration.getNetworkInputs().size(), name);

    ComputationGraph wrapped = built(configuration, order, victim);
    if (purifier.config().guidance().asksVictim()) {
      NetworkPorts known =
          new NetworkPorts(
              Optional.of(input), ports.classOutput(), Optional.of(reading.encoding()));
      Dl4jVictim.without(name, wrapped, known).close(); // fails here and not at first use
    }
    return wrapped;
  }

  /** Returns a copy without its purification vertices. */
  static ComputationGraph unwrap(ComputationGraph wrapped) {
    ComputationGraphConfiguration configuration = copy(wrapped);
    List<String> order = new ArrayList<>(NetworkReading.order(wrapped));
    for (String name : GraphPurification.require(configuration)) {
      String input = GraphPurification.input(name, configuration);
      configuration.getVertexInputs().remove(name);
      configuration.getVertices().remove(name);
      rewire(configuration, name, input);
      order.remove(name);
    }
    return built(configuration, order, wrapped);
  }

  private static ComputationGraphConfiguration copy(ComputationGraph network) {
    ComputationGraphConfiguration copy = network.getConfiguration().clone();
    copy.setIterationCount(network.getConfiguration().getIterationCount());
    copy.setEpochCount(network.getConfiguration().getEpochCount());
    return copy;
  }

  /** Has whatever reads one vertex read another. */
  private static void rewire(ComputationGraphConfiguration configuration, String from, String to) {
    Map<String, List<String>> inputs = new LinkedHashMap<>();
    configuration
        .getVertexInputs()
        .forEach(
            (vertex, sources) ->
                inputs.put(
                    vertex,
                    new ArrayList<>(sources.stream().map(s -> s.equals(from) ? to : s).toList())));
    configuration.setVertexInputs(inputs);
  }

  /**
   * Builds a graph with the parameters of another one that has the same in the same order.
   *
   * @param order of execution, which determines where parameters lie in the flat array
   */
  static ComputationGraph built(
      ComputationGraphConfiguration configuration, List<String> order, ComputationGraph source) {
    configuration.setTopologicalOrder(IntStream.range(0, order.size()).toArray());
    configuration.setTopologicalOrderStr(new ArrayList<>(order));
    ComputationGraph built = new ComputationGraph(configuration);
    built.init(source.params().dup(), false);
    INDArray state =
        source.getUpdater(false) == null ? null : source.getUpdater(false).getStateViewArray();
    if (state != null) {
      built.getUpdater(true).getStateViewArray().assign(state);
    }
    return built;
  }

  private static String unusedName(ComputationGraphConfiguration configuration) {
    String name = NAME;
    for (int i = 2;
        configuration.getVertices().containsKey(name)
            || configuration.getNetworkInputs().contains(name);
        i++) {
      name = NAME + i;
    }
    return name;
  }
}
