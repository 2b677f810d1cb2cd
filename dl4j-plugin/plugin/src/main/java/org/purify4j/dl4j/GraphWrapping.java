package org.purify4j.dl4j;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.victim.ImageFormat;

/** Inserts a purification vertex into a copy of a graph. */
final class GraphWrapping {
  private static final String NAME = "purification";

  private GraphWrapping() {}

  static ComputationGraph wrap(ComputationGraph victim, PurifierReference purifier) {
    ComputationGraphConfiguration configuration = victim.getConfiguration().clone();
    String input = configuration.getNetworkInputs().get(0);
    String name = unusedName(configuration.getVertices());

    Map<String, List<String>> inputs = new LinkedHashMap<>();
    configuration
        .getVertexInputs()
        .forEach(
            (vertex, sources) ->
                inputs.put(
                    vertex,
                    new ArrayList<>(
                        sources.stream().map(s -> s.equals(input) ? name : s).toList())));
    inputs.put(name, new ArrayList<>(List.of(input)));
    configuration.setVertexInputs(inputs);
    configuration.getVertices().put(name, new PurificationVertex(purifier, ImageFormat.of(victim)));

    // The execution order determines where parameters lie in the flat array, so it must be kept.
    List<String> order = new ArrayList<>();
    for (int index : victim.topologicalSortOrder()) {
      order.add(victim.getVertices()[index].getVertexName());
    }
    order.add(1, name);
    configuration.setTopologicalOrder(IntStream.range(0, order.size()).toArray());
    configuration.setTopologicalOrderStr(order);
    configuration.setIterationCount(victim.getConfiguration().getIterationCount());
    configuration.setEpochCount(victim.getConfiguration().getEpochCount());

    ComputationGraph wrapped = new ComputationGraph(configuration);
    wrapped.init(victim.params().dup(), false);
    INDArray state =
        victim.getUpdater(false) == null ? null : victim.getUpdater(false).getStateViewArray();
    if (state != null) {
      wrapped.getUpdater(true).getStateViewArray().assign(state);
    }
    return wrapped;
  }

  private static String unusedName(Map<String, GraphVertex> taken) {
    String name = NAME;
    for (int i = 2; taken.containsKey(name); i++) {
      name = NAME + i;
    }
    return name;
  }
}
