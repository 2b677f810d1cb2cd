package org.purify4j.cli.option;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
      String name, String purpose, Function<DataSource, Optional<DataSource.Use<T>>> use) {
    Map<String, DataSource.Use<T>> usable = new LinkedHashMap<>();
    for (DataSource source : sources) {
      use.apply(source).ifPresent(found -> usable.put(source.name() + ":", found));
    }
    String syntax =
        Spelling.alternatives(usable.values().stream().map(DataSource.Use::syntax).toList());
    return new ValueOption<>(
        name,
        "D",
        purpose + ": " + syntax,
        (place, text) -> {
          int colon = text.indexOf(':');
          String argument = colon < 0 ? "" : text.substring(colon + 1);
          DataSource.Use<T> named = usable.get(text.substring(0, colon + 1));
          if (named == null || argument.isEmpty()) {
            throw unknown(place, text, named == null ? syntax : named.syntax());
          }
          return read(named.reader(), place, argument)
              .orElseThrow(() -> unknown(place, text, named.syntax()));
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
