package org.purify4j.cli.option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.purify4j.cli.shell.CommandException;
import org.purify4j.layers.ChannelNormalizationLayer;
import org.purify4j.layers.ImageNormalization;
import org.purify4j.saved.SavedNetwork;
import org.purify4j.victim.Dl4jVictim;

/**
 * A classifier from a file of DL4J's ModelSerializer.
 *
 * @param victim the classifier
 * @param normalization normalisation applied by its first layer, if that is a {@link
 *     ChannelNormalizationLayer}
 */
public record SavedClassifier(Dl4jVictim victim, Optional<ImageNormalization> normalization) {
  /**
   * Reads a file.
   *
   * @throws CommandException if it does not hold a DL4J network, or one whose input has to go
   *     through a normalizer first
   */
  public static SavedClassifier load(Path file) throws IOException {
    SavedKind.require(SavedKind.CLASSIFIER, file);
    SavedNetwork saved = SavedNetwork.read(file);
    requireNoPreProcessor(file, saved.normalizer());
    requireNoPreProcessor(file, saved.preProcessor());
    return saved.isGraph()
        ? of(saved.graph())
        : new SavedClassifier(Dl4jVictim.of(saved.layers()), Optional.empty());
  }

  private static void requireNoPreProcessor(Path file, Optional<?> found) {
    if (found.isPresent()) {
      throw new CommandException(
          file
              + ": its images have to go through the "
              + found.get().getClass().getSimpleName()
              + " in it, must be a network of images in [0, 1]");
    }
  }

  private static SavedClassifier of(ComputationGraph graph) {
    Optional<ImageNormalization> normalization = Optional.empty();
    for (org.deeplearning4j.nn.api.Layer layer : graph.getLayers()) {
      if (layer.conf().getLayer() instanceof ChannelNormalizationLayer first) {
        normalization = Optional.of(first.normalization());
        break;
      }
    }
    return new SavedClassifier(Dl4jVictim.of(graph), normalization);
  }
}
