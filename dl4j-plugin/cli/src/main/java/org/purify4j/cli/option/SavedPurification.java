package org.purify4j.cli.option;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.purify4j.cli.shell.CommandException;
import org.purify4j.dl4j.PurificationLayer;
import org.purify4j.dl4j.PurificationVertex;
import org.purify4j.dl4j.PurifierReference;
import org.purify4j.saved.SavedNetwork;
import org.purify4j.victim.Dl4jVictim;
import org.purify4j.victim.InnerLayer;
import org.purify4j.victim.NetworkPorts;
import org.purify4j.victim.NetworkReading;

/**
 * A classifier of a saved network, and the purifier that the network puts before it.
 *
 * @param victim the classifier without it
 * @param purifier none if the network is the classifier alone
 */
record SavedPurification(Dl4jVictim victim, Optional<PurifierReference> purifier) {
  static SavedPurification of(SavedNetwork saved) {
    return saved.isGraph() ? of(saved, saved.graph()) : of(saved, saved.layers());
  }

  private static SavedPurification of(SavedNetwork saved, ComputationGraph graph) {
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
      NetworkPorts ports = NetworkPorts.standard();
      return new SavedPurification(
          Dl4jVictim.of(graph, encoded(saved, graph, ports)), Optional.empty());
    }
    Map.Entry<String, PurificationVertex> first = found.entrySet().iterator().next();
    String name = first.getKey();
    PurificationVertex vertex = first.getValue();
    List<String> inputs = configuration.getVertexInputs().getOrDefault(name, List.of());
    if (found.size() > 1 || !configuration.getNetworkInputs().containsAll(inputs)) {
      throw unusual(saved, "purification vertices " + found.keySet());
    }
    NetworkPorts ports =
        new NetworkPorts(
            Optional.of(inputs.get(0)), vertex.classOutput(), Optional.of(vertex.encoding()));
    return new SavedPurification(
        Dl4jVictim.without(name, graph, encoded(saved, graph, ports)),
        Optional.of(vertex.purifier()));
  }

  private static NetworkPorts encoded(
      SavedNetwork saved, ComputationGraph graph, NetworkPorts ports) {
    return ports.withEncoding(SavedEncoding.of(saved, NetworkReading.of(graph, ports)));
  }

  private static SavedPurification of(SavedNetwork saved, MultiLayerNetwork network) {
    if (InnerLayer.of(network.getLayerWiseConfigurations().getConf(0).getLayer())
        instanceof PurificationLayer layer) {
      NetworkReading reading = NetworkReading.of(network, Optional.of(layer.encoding()));
      return new SavedPurification(
          Dl4jVictim.withoutFirstLayer(network, SavedEncoding.of(saved, reading)),
          Optional.of(layer.purifier()));
    }
    NetworkReading reading = NetworkReading.of(network, Optional.empty());
    return new SavedPurification(
        Dl4jVictim.of(network, SavedEncoding.of(saved, reading)), Optional.empty());
  }

  private static CommandException unusual(SavedNetwork saved, String found) {
    return new CommandException(
        saved.file() + ": got " + found + ", must be one at most, and right behind the input");
  }
}
