package org.purify4j.cli.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;

/** No command overwrites what it reads, or writes into a folder of data that it reads. */
final class InputsKept {
  private static final Set<String> OUTPUTS = Set.of("out", "json");

  private InputsKept() {}

  /**
   * Compares the outputs of a command with everything else that its words name.
   *
   * @throws CommandException if one is the same file as an input, by whatever name, or lies in a
   *     folder of labelled data
   */
  static void require(CommandLine line) {
    for (Option output : line.getOptions()) {
      if (OUTPUTS.contains(output.getLongOpt())) {
        for (Path out : path(output.getValue()).stream().toList()) {
          words(line).forEach(word -> compare("--" + output.getLongOpt(), out, word));
        }
      }
    }
  }

  private static Stream<String> words(CommandLine line) {
    Stream<String> options =
        Arrays.stream(line.getOptions())
            .filter(option -> !OUTPUTS.contains(option.getLongOpt()))
            .filter(Option::hasArg)
            .flatMap(option -> option.getValuesList().stream());
    return Stream.concat(line.getArgList().stream(), options);
  }

  private static void compare(String option, Path out, String word) {
    String places = word.substring(word.indexOf(':') + 1);
    for (String place : Stream.concat(Stream.of(word), list(places).stream()).toList()) {
      for (Path input : path(place).stream().toList()) {
        if (isSameFile(out, input)) {
          throw new CommandException(
              option + ": got " + out + ", which is an input, must be another file");
        }
        if (!place.equals(word) && isIn(out, input)) {
          throw new CommandException(
              option + ": got " + out + ", which lies in the data, must be elsewhere");
        }
      }
    }
  }

  private static List<String> list(String places) {
    return List.of(places.split(",", -1));
  }

  private static boolean isSameFile(Path out, Path input) {
    try {
      return Files.isRegularFile(out) && Files.isRegularFile(input) && Files.isSameFile(out, input);
    } catch (IOException e) {
      return false; // whoever reads it says what is wrong
    }
  }

  private static boolean isIn(Path out, Path folder) {
    try {
      return Files.isDirectory(folder)
          && out.toAbsolutePath().normalize().startsWith(folder.toRealPath());
    } catch (IOException e) {
      return false;
    }
  }

  private static Optional<Path> path(String text) {
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }
}
