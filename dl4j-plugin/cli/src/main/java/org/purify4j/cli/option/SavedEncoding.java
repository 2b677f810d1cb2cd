package org.purify4j.cli.option;

import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
import org.purify4j.cli.shell.CommandException;
import org.purify4j.saved.SavedNetwork;
import org.purify4j.victim.InputEncoding;
import org.purify4j.victim.NetworkReading;

/** How the input of a saved network encodes images. */
final class SavedEncoding {
  private SavedEncoding() {}

  /**
   * Returns the encoding that the network's configuration tells, with the normalizer in its file
   * unless the values are encoded already.
   *
   * @throws CommandException if the normalizer cannot be applied
   */
  static InputEncoding of(SavedNetwork saved, NetworkReading reading) {
    InputEncoding encoding = reading.encoding();
    Optional<DataNormalization> normalizer = normalizer(saved);
    if (normalizer.isEmpty() || !holdsPixels(encoding)) {
      return encoding;
    }
    try {
      return encoding.withNormalizer(normalizer.get(), channels(reading));
    } catch (IllegalArgumentException e) {
      throw new CommandException(saved.file() + ": " + e.getMessage(), e);
    }
  }

  private static boolean holdsPixels(InputEncoding encoding) {
    return encoding.gain().equals(List.of(1.0)) && encoding.shift().equals(List.of(0.0));
  }

  private static Optional<DataNormalization> normalizer(SavedNetwork saved) {
    if (saved.normalizer().isPresent()) {
      return saved.normalizer();
    }
    Optional<DataSetPreProcessor> preProcessor = saved.preProcessor();
    preProcessor
        .filter(found -> !(found instanceof DataNormalization))
        .ifPresent(
            found -> {
              throw new CommandException(
                  saved.file()
                      + ": its images have to go through the "
                      + found.getClass().getSimpleName()
                      + " in it, must be a network of images in [0, 1] or have a normalizer");
            });
    return preProcessor.map(DataNormalization.class::cast);
  }

  private static int channels(NetworkReading reading) {
    return Math.toIntExact(
        reading
            .channels()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "normalizer: got one before a network that does not say how many channels"
                            + " it reads, must begin with a convolution")));
  }
}
