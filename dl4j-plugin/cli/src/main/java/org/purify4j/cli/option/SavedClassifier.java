package org.purify4j.cli.option;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.ZipFile;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.purify4j.cli.shell.CommandException;
import org.purify4j.layers.ChannelNormalizationLayer;
import org.purify4j.layers.ImageNormalization;
import org.purify4j.victim.Dl4jVictim;
import org.purify4j.victim.InputEncoding;
import org.purify4j.victim.NetworkPorts;
import org.purify4j.victim.NetworkReading;

/**
 * A classifier from a file of DL4J's ModelSerializer.
 *
 * @param victim the classifier
 * @param normalization normalisation applied by its first layer, if that is a {@link
 *     ChannelNormalizationLayer}
 */
public record SavedClassifier(Dl4jVictim victim, Optional<ImageNormalization> normalization) {
  /**
   * Reads a file. A normalizer in it is applied, so that the classifier takes images in [0, 1].
   *
   * @throws CommandException if it does not hold a DL4J network, or its normalizer cannot be
   *     applied
   */
  public static SavedClassifier load(Path file) throws IOException {
    SavedKind.require(SavedKind.CLASSIFIER, file);
    if (isGraph(file)) {
      ComputationGraph graph = ModelSerializer.restoreComputationGraph(file.toFile(), false);
      return of(graph, file);
    }
    MultiLayerNetwork network = ModelSerializer.restoreMultiLayerNetwork(file.toFile(), false);
    InputEncoding encoding = normalized(NetworkReading.of(network, Optional.empty()), file);
    return new SavedClassifier(Dl4jVictim.of(network, encoding), Optional.empty());
  }

  private static InputEncoding normalized(NetworkReading reading, Path file) throws IOException {
    Optional<DataNormalization> normalizer = SavedNormalizer.read(file);
    if (normalizer.isEmpty()) {
      return reading.encoding();
    }
    int channels =
        Math.toIntExact(
            reading
                .channels()
                .orElseThrow(
                    () ->
                        new CommandException(
                            file
                                + ": normalizer: got one before a network that does not say how"
                                + " many channels it reads, must begin with a convolution")));
    try {
      return reading.encoding().withNormalizer(normalizer.get(), channels);
    } catch (IllegalArgumentException e) {
      throw new CommandException(file + ": " + e.getMessage(), e);
    }
  }

  private static SavedClassifier of(ComputationGraph graph, Path file) throws IOException {
    Optional<ImageNormalization> normalization = Optional.empty();
    for (org.deeplearning4j.nn.api.Layer layer : graph.getLayers()) {
      if (layer.conf().getLayer() instanceof ChannelNormalizationLayer first) {
        normalization = Optional.of(first.normalization());
        break;
      }
    }
    NetworkPorts ports = NetworkPorts.standard();
    InputEncoding encoding = normalized(NetworkReading.of(graph, ports), file);
    return new SavedClassifier(Dl4jVictim.of(graph, ports.withEncoding(encoding)), normalization);
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
