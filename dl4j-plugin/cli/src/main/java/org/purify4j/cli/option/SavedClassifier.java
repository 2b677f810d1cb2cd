package org.purify4j.cli.option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.purify4j.cli.shell.CommandException;
import org.purify4j.dl4j.PurifierReference;
import org.purify4j.layers.ChannelNormalizationLayer;
import org.purify4j.layers.ImageNormalization;
import org.purify4j.saved.SavedNetwork;
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
   * Reads a file. A normalizer in it is applied, so that the classifier takes images in [0, 1].
   *
   * @throws CommandException if it does not hold a DL4J network, or its normalizer cannot be
   *     applied
   */
  public static SavedClassifier load(Path file) throws IOException {
    SavedKind.require(SavedKind.CLASSIFIER, file);
    SavedNetwork saved = SavedNetwork.read(file);
    SavedPurification purification = SavedPurification.of(saved);
    return new SavedClassifier(
        purification.victim(),
        purification.purifier(),
        saved.isGraph() ? normalization(saved.graph()) : Optional.empty());
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
          file
              + ": is a network that purifies its input, must be the classifier without that"
              + " (PurifiedNetwork.unwrap gives it)");
    }
    return classifier;
  }

  /** Whether the network in a file purifies its input. */
  public static boolean purifies(Path file) throws IOException {
    SavedClassifier saved = load(file);
    saved.victim().close();
    return saved.purifier().isPresent();
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

  private static Optional<ImageNormalization> normalization(ComputationGraph graph) {
    for (org.deeplearning4j.nn.api.Layer layer : graph.getLayers()) {
      if (layer.conf().getLayer() instanceof ChannelNormalizationLayer first) {
        return Optional.of(first.normalization());
      }
    }
    return Optional.empty();
  }
}
