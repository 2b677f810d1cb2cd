package org.purify4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A command line, run in this process, and what it wrote. */
public record CommandRun(int status, String out, String err) {
  public static CommandRun of(Object... words) {
    return of(Commands.all(), words);
  }

  /** The same with other commands. */
  static CommandRun of(Commands commands, Object... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    String[] texts = Arrays.stream(words).map(String::valueOf).toArray(String[]::new);
    int status =
        Purify.run(
            commands,
            texts,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    return new CommandRun(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** Checks the status, and shows the error if it is another. */
  public CommandRun expect(int expected) {
    assertEquals(expected, status, err + out);
    return this;
  }

  /** What it wrote to the error stream but for the progress of a run that takes its time. */
  public String complaints() {
    return err.lines()
        .filter(line -> !line.matches("[^:]+: \\d+ % after \\d+ s: .*"))
        .collect(Collectors.joining("\n"));
  }

  public List<String> errorLines() {
    return err.lines().toList();
  }

  /** A golden file of the importers, on the class path; a missing one fails the test. */
  public static Path golden(String path) {
    URL file = CommandRun.class.getResource("/golden/" + path);
    if (file == null) {
      throw new IllegalStateException("golden/" + path + ": is missing from the test resources");
    }
    try {
      return Path.of(file.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(file + ": is no file", e);
    }
  }
}
