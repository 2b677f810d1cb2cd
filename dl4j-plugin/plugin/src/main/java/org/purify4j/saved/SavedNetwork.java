package org.purify4j.saved;

import java.nio.file.Path;
import java.util.Optional;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
import org.purify4j.diffusion.archive.ArchiveException;

/**
 * What a file of DL4J's {@code ModelSerializer} holds.
 *
 * @param file where it was read from
 * @param network a {@link ComputationGraph} or a {@link MultiLayerNetwork}, initialised
 * @param normalizer what {@code ModelSerializer.addNormalizerToModel} put beside the network: what
 *     its input has to go through first. It is not part of the network; who uses the network
 *     applies it or refuses the file
 * @param preProcessor the same of older versions of DL4J, as a Java object
 */
public record SavedNetwork(
    Path file,
    Model network,
    Optional<DataNormalization> normalizer,
    Optional<DataSetPreProcessor> preProcessor) {
  /**
   * Reads a file by the usual {@linkplain ReadingRules rules}: layers of DL4J, ND4J and this
   * project, without the state of the updater.
   *
   * @throws ArchiveException if the file is missing, damaged, or holds what the rules forbid; one
   *     line that names the file
   */
  public static SavedNetwork read(Path file) {
    return read(file, ReadingRules.usual());
  }

  /**
   * Reads a file.
   *
   * @throws ArchiveException if the file is missing, damaged, or holds what the rules forbid; one
   *     line that names the file
   */
  public static SavedNetwork read(Path file, ReadingRules rules) {
    return new NetworkReader(file, rules).read();
  }

  /** Whether the network is a {@link ComputationGraph}. */
  public boolean isGraph() {
    return network instanceof ComputationGraph;
  }

  /**
   * The network as a graph.
   *
   * @throws ArchiveException if it is a {@link MultiLayerNetwork}
   */
  public ComputationGraph graph() {
    if (network instanceof ComputationGraph graph) {
      return graph;
    }
    throw new ArchiveException(file + ": is a MultiLayerNetwork, must be a ComputationGraph");
  }

  /**
   * The network as a list of layers.
   *
   * @throws ArchiveException if it is a {@link ComputationGraph}
   */
  public MultiLayerNetwork layers() {
    if (network instanceof MultiLayerNetwork layers) {
      return layers;
    }
    throw new ArchiveException(file + ": is a ComputationGraph, must be a MultiLayerNetwork");
  }
}
