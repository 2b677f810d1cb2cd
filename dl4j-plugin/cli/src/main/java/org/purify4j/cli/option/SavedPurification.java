package org.purify4j.cli.option;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.purify4j.cli.shell.CommandException;
import org.purify4j.dl4j.PurificationLayer;
import org.purify4j.dl4j.PurificationVertex;
import org.purify4j.dl4j.PurifierReference;
import org.purify4j.victim.Dl4jVictim;

/**
 * A classifier of a saved network, and the purifiers that the network puts before it.
 *
 * @param victim the classifier without them
 * @param purifiers none or one
 */
record SavedPurification(Dl4jVictim victim, List<PurifierReference> purifiers) {
  static SavedPurification of(ComputationGraph graph, Path file) {
    ComputationGraphConfiguration configuration = graph.getConfiguration();
    Map<String, PurificationVertex> found = new LinkedHashMap<>();
    configuration
        .getVertices()
        .forEach(
            (name, vertex) -> {
              if (vertex instanceof PurificationVertex purification) {
                found.put(name, purification);
              }
            });
    if (found.isEmpty()) {
      return new SavedPurification(Dl4jVictim.of(graph), List.of());
    }
    String name = found.keySet().iterator().next();
    List<String> inputs = configuration.getVertexInputs().getOrDefault(name, List.of());
    if (found.size() > 1 || !configuration.getNetworkInputs().containsAll(inputs)) {
      throw unusual(file, "purification vertices " + found.keySet());
    }
    return new SavedPurification(
        Dl4jVictim.without(name, graph),
        found.values().stream().map(PurificationVertex::purifier).toList());
  }

  static SavedPurification of(MultiLayerNetwork network, Path file) {
    List<Layer> layers =
        network.getLayerWiseConfigurations().getConfs().stream()
            .map(NeuralNetConfiguration::getLayer)
            .map(SavedPurification::thawed)
            .toList();
    long count = layers.stream().filter(PurificationLayer.class::isInstance).count();
    if (count == 0) {
      return new SavedPurification(Dl4jVictim.of(network), List.of());
    }
    if (count > 1 || !(layers.get(0) instanceof PurificationLayer first)) {
      throw unusual(file, count + " purification layers");
    }
    return new SavedPurification(Dl4jVictim.withoutFirstLayer(network), List.of(first.purifier()));
  }

  private static Layer thawed(Layer layer) {
    Layer inner = layer;
    while (true) {
      if (inner instanceof FrozenLayer frozen) {
        inner = frozen.getLayer();
      } else if (inner instanceof FrozenLayerWithBackprop frozen) {
        inner = frozen.getUnderlying();
      } else {
        return inner;
      }
    }
  }

  private static CommandException unusual(Path file, String found) {
    return new CommandException(
        file + ": got " + found + ", must be one at most, and right behind the input");
  }
}
