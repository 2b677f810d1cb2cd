package org.purify4j.cli.shell;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;

/**
 * The parsed arguments of a command, read by type; a value that does not fit is a {@link
 * UsageException}.
 */
public final class Arguments {
  private final CommandLine line;

  Arguments(CommandLine line) {
    this.line = line;
  }

  /** An argument by position. */
  public Path file(int position) {
    return path(line.getArgList().get(position));
  }

  public boolean has(String option) {
    return line.hasOption(option);
  }

  public Optional<String> text(String option) {
    return Optional.ofNullable(line.getOptionValue(option));
  }

  /** All values of an option that may be given several times. */
  public List<String> texts(String option) {
    String[] values = line.getOptionValues(option);
    return values == null ? List.of() : List.of(values);
  }

  /** All values of an option, each a list separated by commas. */
  public List<String> list(String option) {
    return texts(option).stream().flatMap(v -> Arrays.stream(v.split(",", -1))).toList();
  }

  public Optional<Path> path(String option, Missing missing) {
    Optional<Path> path = text(option).map(Arguments::path);
    if (path.isEmpty() && missing == Missing.REFUSED) {
      throw new UsageException("--" + option + ": is missing");
    }
    return path;
  }

  /** Whether an option may be left out. */
  public enum Missing {
    ALLOWED,
    REFUSED
  }

  public Path requiredPath(String option) {
    return path(option, Missing.REFUSED).orElseThrow();
  }

  public Optional<Double> real(String option) {
    return text(option).map(value -> Numbers.real("--" + option, value));
  }

  /** A number above 0. */
  public Optional<Double> positive(String option) {
    return text(option).map(value -> Numbers.positive("--" + option, value));
  }

  public Optional<Integer> whole(String option, int least) {
    return text(option).map(value -> Numbers.count("--" + option, value, least));
  }

  /** All whole numbers of an option, as {@link #list} splits them. */
  public List<Integer> wholes(String option, int least) {
    return list(option).stream()
        .map(value -> Numbers.count("--" + option, value.strip(), least))
        .toList();
  }

  public Optional<Long> longNumber(String option) {
    return text(option).map(value -> Numbers.whole("--" + option, value, Long.MIN_VALUE));
  }

  /** The chosen one of some named values. */
  public <T> Optional<T> choice(String option, Map<String, T> choices) {
    return text(option).map(value -> chosen(option, value, choices));
  }

  /** The value with a name. */
  public static <T> T chosen(String option, String value, Map<String, T> choices) {
    T choice = choices.get(value.toLowerCase(Locale.ROOT));
    if (choice == null) {
      throw new UsageException(
          "--"
              + option
              + ": got "
              + value
              + ", must be one of "
              + String.join(", ", choices.keySet())
              + Suggestion.hint(value, choices.keySet(), ""));
    }
    return choice;
  }

  private static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new UsageException(text + ": not a valid path on this system", e);
    }
  }
}
