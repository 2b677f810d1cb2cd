package org.purify4j.cli.option;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.ZipFile;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.purify4j.cli.shell.CommandException;
import org.purify4j.dl4j.PurifierReference;
import org.purify4j.layers.ChannelNormalizationLayer;
import org.purify4j.layers.ImageNormalization;
import org.purify4j.victim.Dl4jVictim;

/**
 * A classifier from a file of DL4J's ModelSerializer. If the network there purifies its input, this
 * is the classifier behind the purifier.
 *
 * @param victim the classifier
 * @param purifier what the network in the file puts before it
 * @param normalization normalisation applied by its first layer, if that is a {@link
 *     ChannelNormalizationLayer}
 */
public record SavedClassifier(
    Dl4jVictim victim,
    Optional<PurifierReference> purifier,
    Optional<ImageNormalization> normalization) {
  /**
   * Reads a file.
   *
   * @throws CommandException if it does not hold a DL4J network
   */
  public static SavedClassifier load(Path file) throws IOException {
    SavedKind.require(SavedKind.CLASSIFIER, file);
    if (isGraph(file)) {
      ComputationGraph graph = ModelSerializer.restoreComputationGraph(file.toFile(), false);
      return of(SavedPurification.of(graph, file), normalization(graph));
    }
    MultiLayerNetwork network = ModelSerializer.restoreMultiLayerNetwork(file.toFile(), false);
    return of(SavedPurification.of(network, file), Optional.empty());
  }

  /**
   * Reads a file that must hold a classifier alone.
   *
   * @throws CommandException if it does not hold a DL4J network, or one that purifies its input
   */
  public static SavedClassifier loadBare(Path file) throws IOException {
    SavedClassifier classifier = load(file);
    if (classifier.purifier().isPresent()) {
      classifier.victim().close();
      throw new CommandException(
          file + ": is a network that purifies its input, must be the classifier without that");
    }
    return classifier;
  }

  /** Says that the network in the file is more than the classifier; empty if it is not. */
  public Optional<String> note(Path file) {
    return purifier.map(
        reference ->
            file
                + " is a network that purifies its input (by "
                + reference.archive()
                + "): victim here is the classifier in it, without that purifier.");
  }

  private static SavedClassifier of(
      SavedPurification saved, Optional<ImageNormalization> normalization) {
    return new SavedClassifier(
        saved.victim(), saved.purifiers().stream().findFirst(), normalization);
  }

  private static Optional<ImageNormalization> normalization(ComputationGraph graph) {
    for (org.deeplearning4j.nn.api.Layer layer : graph.getLayers()) {
      if (layer.conf().getLayer() instanceof ChannelNormalizationLayer first) {
        return Optional.of(first.normalization());
      }
    }
    return Optional.empty();
  }

  /** Whether a file holds a ComputationGraph, and not a MultiLayerNetwork. */
  public static boolean isGraph(Path file) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile());
        InputStream in = zip.getInputStream(zip.getEntry("configuration.json"))) {
      JsonNode configuration = new ObjectMapper().readTree(in);
      return configuration.has("networkInputs");
    }
  }
}
