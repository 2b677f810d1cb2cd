package org.purify4j.dl4j;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.purify4j.saved.ReadingRules;
import org.purify4j.saved.SavedNetwork;

/** Reads purified networks from files, and tells them where their diffusion archive lies. */
final class Restoring {
  private Restoring() {}

  /** Reads a graph, and prefers the archive beside its file. */
  static ComputationGraph graph(Path file, Class<?>... allowed) {
    ComputationGraph network = saved(file, allowed).graph();
    replace(network, old -> beside(file, old));
    return network;
  }

  /** Reads a network of layers, and prefers the archive beside its file. */
  static MultiLayerNetwork layers(Path file, Class<?>... allowed) {
    MultiLayerNetwork network = saved(file, allowed).layers();
    replace(network, old -> beside(file, old));
    return network;
  }

  /** Replaces the purifiers of a graph for which there is another. */
  static void replace(
      ComputationGraph network, Function<PurifierReference, Optional<PurifierReference>> another) {
    ComputationGraphConfiguration configuration = network.getConfiguration();
    for (String name : GraphPurification.require(configuration)) {
      PurifierReference old = GraphPurification.of(name, configuration).purifier();
      another.apply(old).ifPresent(found -> GraphPurification.set(name, configuration, found));
    }
  }

  /** Replaces the purifier of a network of layers, if there is another. */
  static void replace(
      MultiLayerNetwork network, Function<PurifierReference, Optional<PurifierReference>> another) {
    PurifierReference old = LayersPurification.require(network).purifier();
    another.apply(old).ifPresent(found -> LayersPurification.set(network, found));
  }

  private static SavedNetwork saved(Path file, Class<?>... allowed) {
    return SavedNetwork.read(file, ReadingRules.usual().withUpdater().allowing(allowed));
  }

  private static Optional<PurifierReference> beside(Path file, PurifierReference old) {
    return Optional.ofNullable(file.toAbsolutePath().getParent())
        .flatMap(folder -> ArchiveSearch.in(folder, old))
        .map(old::at);
  }
}
