package org.purify4j.dl4j;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.purify4j.victim.InnerLayer;
import org.purify4j.victim.NetworkPorts;

/** Finds and replaces purification vertices in the configuration of a graph, frozen ones too. */
final class GraphPurification {
  private GraphPurification() {}

  /** Returns the names of all of them. */
  static List<String> names(ComputationGraphConfiguration configuration) {
    return configuration.getVertices().entrySet().stream()
        .filter(entry -> find(entry.getValue()).isPresent())
        .map(Map.Entry::getKey)
        .toList();
  }

  /**
   * Returns the names of the purification vertices.
   *
   * @throws IllegalArgumentException if there are none
   */
  static List<String> require(ComputationGraphConfiguration configuration) {
    List<String> names = names(configuration);
    if (names.isEmpty()) {
      throw PurificationFault.notWrapped();
    }
    return names;
  }

  /**
   * Returns the one purification vertex of a graph, with its name.
   *
   * @throws IllegalArgumentException if there is none, or several
   */
  static Map.Entry<String, PurificationVertex> only(ComputationGraphConfiguration configuration) {
    List<String> names = require(configuration);
    if (names.size() > 1) {
      throw new IllegalArgumentException("purification vertices: got " + names + ", must be one");
    }
    return Map.entry(names.get(0), of(names.get(0), configuration));
  }

  /** Returns the vertex of a name, which must be one of {@link #names}. */
  static PurificationVertex of(String name, ComputationGraphConfiguration configuration) {
    GraphVertex vertex = Objects.requireNonNull(configuration.getVertices().get(name), name);
    return find(vertex).orElseThrow(() -> new IllegalStateException(name + ": got " + vertex));
  }

  /** Returns the name of what the vertex of a name reads. */
  static String input(String name, ComputationGraphConfiguration configuration) {
    return Objects.requireNonNull(configuration.getVertexInputs().get(name), name).get(0);
  }

  /**
   * Returns which input of a graph with one purification is the image, how it is encoded, and which
   * output the guidance asks.
   *
   * @throws IllegalArgumentException if there is no purification, or several
   */
  static NetworkPorts ports(ComputationGraphConfiguration configuration) {
    Map.Entry<String, PurificationVertex> only = only(configuration);
    PurificationVertex vertex = only.getValue();
    return new NetworkPorts(
        Optional.of(input(only.getKey(), configuration)),
        vertex.classOutput(),
        Optional.of(vertex.encoding()));
  }

  /** Sets the purifier of the vertex of a name. */
  static void set(
      String name, ComputationGraphConfiguration configuration, PurifierReference purifier) {
    GraphVertex vertex = Objects.requireNonNull(configuration.getVertices().get(name), name);
    configuration.getVertices().put(name, replaced(vertex, purifier));
  }

  private static Optional<PurificationVertex> find(GraphVertex vertex) {
    return InnerLayer.of(vertex) instanceof PurificationVertex purification
        ? Optional.of(purification)
        : Optional.empty();
  }

  private static GraphVertex replaced(GraphVertex vertex, PurifierReference purifier) {
    return vertex instanceof FrozenVertex frozen
        ? new FrozenVertex(replaced(frozen.getUnderlying(), purifier))
        : ((PurificationVertex) vertex).with(purifier);
  }
}
