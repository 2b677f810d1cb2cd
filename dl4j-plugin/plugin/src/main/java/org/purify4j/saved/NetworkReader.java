package org.purify4j.saved;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
import org.purify4j.diffusion.archive.ArchiveException;
import org.purify4j.diffusion.archive.CheckedZip;
import org.purify4j.importers.ClassifierArchive;

/**
 * Reads one file of {@code ModelSerializer}. DL4J and ND4J are given nothing that was not checked:
 * the configuration's text, then the number of parameters that it asks for against the array that
 * is there, and only then is a network made of both.
 */
final class NetworkReader {

  private final Path file;
  private final ReadingRules rules;

  NetworkReader(Path file, ReadingRules rules) {
    this.file = file;
    this.rules = rules;
  }

  /**
   * @throws ArchiveException if the file is missing, damaged, or holds what the rules forbid
   */
  SavedNetwork read() {
    try (CheckedZip zip = CheckedZip.open(file, ClassifierArchive.MEMBERS)) {
      if (!zip.has(ModelSerializer.CONFIGURATION_JSON)) {
        throw new ArchiveException(
            file
                + ": has no "
                + ModelSerializer.CONFIGURATION_JSON
                + ", must be a network saved by ModelSerializer");
      }
      ConfigurationText text =
          zip.read(
              ModelSerializer.CONFIGURATION_JSON,
              (in, length) -> ConfigurationText.read(in, length, rules.classes()));
      Optional<INDArray> parameters = parameters(zip);
      Optional<INDArray> state = updaterState(zip);
      Optional<DataNormalization> normalizer = normalizer(zip);
      Optional<DataSetPreProcessor> preProcessor = preProcessor(zip);
      for (String other : List.of(ModelSerializer.NO_PARAMS_MARKER, ClassifierArchive.PROVENANCE)) {
        if (zip.has(other)) {
          zip.verify(other);
        }
      }
      return new SavedNetwork(file, network(text, parameters, state), normalizer, preProcessor);
    }
  }

  private Optional<INDArray> parameters(CheckedZip zip) {
    return zip.read(
        ModelSerializer.COEFFICIENTS_BIN,
        (in, length) -> {
          if (length > 0) {
            return Optional.of(SavedArray.vector(in, length)).filter(array -> !array.isEmpty());
          }
          if (zip.has(ModelSerializer.NO_PARAMS_MARKER)) {
            return Optional.empty();
          }
          throw new IOException("is empty");
        });
  }

  /** It is checked even if it is not wanted. */
  private Optional<INDArray> updaterState(CheckedZip zip) {
    if (!zip.has(ModelSerializer.UPDATER_BIN)) {
      return Optional.empty();
    }
    if (rules.updater() == ReadingRules.Updater.READ) {
      return Optional.of(zip.read(ModelSerializer.UPDATER_BIN, SavedArray::vector));
    }
    zip.verify(ModelSerializer.UPDATER_BIN);
    return Optional.empty();
  }

  private static Optional<DataNormalization> normalizer(CheckedZip zip) {
    return zip.has(ModelSerializer.NORMALIZER_BIN)
        ? Optional.of(zip.read(ModelSerializer.NORMALIZER_BIN, NormalizerReader::read))
        : Optional.empty();
  }

  private static Optional<DataSetPreProcessor> preProcessor(CheckedZip zip) {
    return zip.has(ModelSerializer.PREPROCESSOR_BIN)
        ? Optional.of(zip.read(ModelSerializer.PREPROCESSOR_BIN, PreProcessorReader::read))
        : Optional.empty();
  }

  /** DL4J throws exceptions of any kind at a configuration that is not its own. */
  private Model network(
      ConfigurationText text, Optional<INDArray> parameters, Optional<INDArray> state) {
    try {
      return text.isGraph()
          ? NetworkAssembly.graph(text.json(), parameters, state)
          : NetworkAssembly.layers(text.json(), parameters, state);
    } catch (RuntimeException e) {
      throw new ArchiveException(
          file + ": " + ModelSerializer.CONFIGURATION_JSON + ": " + innermost(e), e);
    }
  }

  private static String innermost(Throwable e) {
    Throwable inner = e;
    while (inner.getCause() != null && inner.getCause() != inner) {
      inner = inner.getCause();
    }
    String message = String.valueOf(inner.getMessage()).lines().findFirst().orElse("");
    return inner instanceof IllegalArgumentException
        ? message
        : "describes no network that DL4J can make (" + message + ")";
  }
}
