package org.purify4j.cli.option;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An entry in the list of {@link DataSources}: how images are named on the command line, and what
 * they can be used for.
 *
 * @param name the word before the colon, in lower case
 * @param argument what follows the colon, as shown in help
 * @param labelled reads what follows the colon as labelled images, if the source has labels
 * @param training reads it as training images for a diffusion model, if it is a source of these
 */
record DataSource(
    String name,
    String argument,
    Optional<Use<LabelledData>> labelled,
    Optional<Use<TrainingData>> training) {
  /** Reads what follows the colon. */
  @FunctionalInterface
  interface Reader<T> {
    /**
     * Reads the argument.
     *
     * @param place where it was written, such as {@code --data}, for messages
     * @param argument what follows the colon, not empty
     * @return the images; empty if the argument does not have the form shown in help
     * @throws IllegalArgumentException if a part of it is out of range
     */
    Optional<T> read(String place, String argument);
  }

  /**
   * What a source can be used for.
   *
   * @param syntax how it is written, such as {@code digits:COUNT[,SEED]}
   * @param reader reads what follows the colon
   */
  record Use<T>(String syntax, Reader<T> reader) {}

  /** A source without any readers yet. */
  static DataSource of(String name, String argument) {
    return new DataSource(name, argument, Optional.empty(), Optional.empty());
  }

  /** The same source with a reader for labelled images. */
  DataSource withLabelled(Reader<LabelledData> reader) {
    return withLabelled(argument, reader);
  }

  /** The same source with a reader for labelled images, which are written in a way of their own. */
  DataSource withLabelled(String argumentOfLabelled, Reader<LabelledData> reader) {
    Use<LabelledData> use = new Use<>(name + ":" + argumentOfLabelled, reader);
    return new DataSource(name, argument, Optional.of(use), training);
  }

  /** The same source with a reader for training images. */
  DataSource withTraining(Reader<TrainingData> reader) {
    return new DataSource(
        name, argument, labelled, Optional.of(new Use<>(name + ":" + argument, reader)));
  }

  /** The files of a list separated by commas. */
  static List<Path> files(String argument) {
    List<Path> files = Arrays.stream(argument.split(",")).map(Path::of).toList();
    Set<Path> known = new HashSet<>();
    for (Path file : files) {
      if (!known.add(file.toAbsolutePath().normalize())) {
        throw new IllegalArgumentException("got " + file + " twice, must name each file once");
      }
    }
    return files;
  }
}
