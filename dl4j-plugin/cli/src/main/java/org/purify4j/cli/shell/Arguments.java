package org.purify4j.cli.shell;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;
import org.purify4j.diffusion.archive.InputFile;

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

  /**
   * The value of an option that may be given once.
   *
   * @throws UsageException if it is given several times
   */
  public Optional<String> text(String option) {
    List<String> values = texts(option);
    if (values.size() > 1) {
      throw new UsageException("--" + option + ": got " + values.size() + " values, must be one");
    }
    return values.stream().findFirst();
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

  /** A path as it is typed. */
  public static Path path(String text) {
    try {
      Path path = Path.of(text);
      InputFile.unsayable(path)
          .ifPresent(
              problem -> {
                throw new UsageException(text + ": " + problem);
              });
      return path;
    } catch (InvalidPathException e) {
      throw new UsageException(text + ": got what is no path on this system, must be one", e);
    }
  }
}
