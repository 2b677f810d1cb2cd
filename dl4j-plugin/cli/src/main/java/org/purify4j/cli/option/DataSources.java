package org.purify4j.cli.option;

import java.util.ArrayList;
import java.util.List;

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
}
