package org.purify4j.cli.option;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.purify4j.cli.shell.UsageException;
import org.purify4j.diffusion.catalogue.Spelling;

/**
 * The list of data sources; a new one is one file, and one line in {@link #all}.
 *
 * @param sources in the order in which help shows them
 */
public record DataSources(List<DataSource> sources) {
  public DataSources {
    sources = List.copyOf(sources);
  }

  /** All data sources of the program. */
  public static DataSources all() {
    return new DataSources(
        List.of(CifarData.SOURCE, MnistData.SOURCE, FolderData.SOURCE, DigitsData.SOURCE));
  }

  /** These sources and another one. */
  public DataSources with(DataSource source) {
    List<DataSource> more = new ArrayList<>(sources);
    more.add(source);
    return new DataSources(more);
  }

  /**
   * An option for labelled images.
   *
   * @param purpose what they are for; the sources follow it in the help text
   */
  public ValueOption<LabelledData> labelled(String name, String purpose) {
    return option(name, purpose, DataSource::labelled);
  }

  /**
   * An option for images to train a diffusion model on.
   *
   * @param purpose what they are for; the sources follow it in the help text
   */
  public ValueOption<TrainingData> training(String name, String purpose) {
    return option(name, purpose, DataSource::training);
  }

  private <T> ValueOption<T> option(
      String name, String purpose, Function<DataSource, Optional<DataSource.Reader<T>>> use) {
    List<DataSource> usable = sources.stream().filter(s -> use.apply(s).isPresent()).toList();
    String syntax = Spelling.alternatives(usable.stream().map(DataSource::syntax).toList());
    return new ValueOption<>(
        name,
        "D",
        purpose + ": " + syntax,
        (place, text) -> {
          int colon = text.indexOf(':');
          String argument = colon < 0 ? "" : text.substring(colon + 1);
          for (DataSource source : usable) {
            if (text.startsWith(source.name() + ":") && !argument.isEmpty()) {
              return read(use.apply(source).orElseThrow(), place, argument)
                  .orElseThrow(() -> unknown(place, text, source.syntax()));
            }
          }
          throw unknown(place, text, syntax);
        });
  }

  private static <T> Optional<T> read(DataSource.Reader<T> reader, String place, String argument) {
    try {
      return reader.read(place, argument);
    } catch (IllegalArgumentException e) {
      throw new UsageException(place + ": " + e.getMessage(), e);
    }
  }

  private static UsageException unknown(String place, String text, String expected) {
    return new UsageException(place + ": got " + text + ", must be " + expected);
  }
}
