package org.purify4j.cli.option;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.commons.cli.Option;
import org.purify4j.cli.shell.Arguments;
import org.purify4j.cli.shell.GlobalOptions;
import org.purify4j.cli.shell.UsageException;

/**
 * An option that names images.
 *
 * @param <T> how the images are used
 * @param name on the command line, without the hyphens
 * @param help what the images are for
 * @param sources the sources to choose from
 * @param use the source's reader for this use, if it has one
 */
public record DataOption<T>(
    String name,
    String help,
    DataSources sources,
    Function<DataSource, Optional<DataSource.Reader<T>>> use) {

  /** An option for labelled images. */
  public static DataOption<LabelledData> labelled(String name, String help, DataSources sources) {
    return new DataOption<>(name, help, sources, DataSource::labelled);
  }

  /** An option for images to train a diffusion model on. */
  public static DataOption<TrainingData> training(String name, String help, DataSources sources) {
    return new DataOption<>(name, help, sources, DataSource::training);
  }

  /** The option as a required one, with the list of sources in its help. */
  public Option required() {
    return GlobalOptions.required(name, "D", help + ": " + syntax());
  }

  /** The option as an optional one, whose help leaves the list of sources to the required one. */
  public Option optional() {
    return GlobalOptions.value(name, "D", help);
  }

  /** The images that are named; empty if the option is not given. */
  public Optional<T> find(Arguments arguments) {
    return arguments.text(name).map(this::parse);
  }

  /**
   * The images that are named.
   *
   * @throws UsageException if the option is not given, or not understood
   */
  public T read(Arguments arguments) {
    return find(arguments).orElseThrow(() -> new UsageException("--" + name + ": is missing"));
  }

  private T parse(String text) {
    int colon = text.indexOf(':');
    String before = colon < 0 ? text : text.substring(0, colon);
    String argument = text.substring(before.length()).replaceFirst("^:", "");
    for (DataSource source : sources.sources()) {
      Optional<DataSource.Reader<T>> reader = use.apply(source);
      if (reader.isPresent() && source.name().equals(before) && !argument.isEmpty()) {
        return parse(reader.get(), argument).orElseThrow(() -> unknown(text, source.syntax()));
      }
    }
    throw unknown(text, syntax());
  }

  private Optional<T> parse(DataSource.Reader<T> reader, String argument) {
    try {
      return reader.read("--" + name, argument);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--" + name + ": " + e.getMessage(), e);
    }
  }

  private UsageException unknown(String text, String expected) {
    return new UsageException("--" + name + ": got " + text + ", must be " + expected);
  }

  /** The forms of the sources that have this use. */
  private String syntax() {
    List<String> forms =
        sources.sources().stream()
            .filter(source -> use.apply(source).isPresent())
            .map(DataSource::syntax)
            .toList();
    int last = forms.size() - 1;
    return last < 1
        ? String.join("", forms)
        : String.join(", ", forms.subList(0, last)) + " or " + forms.get(last);
  }
}
