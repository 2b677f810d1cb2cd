package org.purify4j.cli.option;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * An entry in the list of {@link DataSources}: how images are named on the command line, and what
 * they can be used for.
 *
 * @param name what stands before the colon, in lower case
 * @param argument what stands after it, as help writes it
 * @param labelled reads it as labelled images, where they have labels
 * @param training reads it as images to train a diffusion model on
 */
public record DataSource(
    String name,
    String argument,
    Optional<Reader<LabelledData>> labelled,
    Optional<Reader<TrainingData>> training) {
  /** Reads what stands after the colon. */
  @FunctionalInterface
  public interface Reader<T> {
    /**
     * Reads it.
     *
     * @param place where it was written, such as {@code --data}, for messages
     * @param argument what stands after the colon, not empty
     * @return the images; empty if the argument is not of the form that help shows
     * @throws IllegalArgumentException if a part of it is out of range
     */
    Optional<T> read(String place, String argument);
  }

  /** A source without a use so far. */
  public static DataSource of(String name, String argument) {
    return new DataSource(name, argument, Optional.empty(), Optional.empty());
  }

  /** The same, as a source of labelled images too. */
  public DataSource withLabelled(Reader<LabelledData> reader) {
    return new DataSource(name, argument, Optional.of(reader), training);
  }

  /** The same, as a source of training images too. */
  public DataSource withTraining(Reader<TrainingData> reader) {
    return new DataSource(name, argument, labelled, Optional.of(reader));
  }

  /** How it is written, such as {@code digits:COUNT[,SEED]}. */
  String syntax() {
    return name + ":" + argument;
  }

  /** The files of a list separated by commas. */
  static List<Path> files(String argument) {
    return Arrays.stream(argument.split(",")).map(Path::of).toList();
  }
}
