package org.purify4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

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

  public List<String> errorLines() {
    return err.lines().toList();
  }

  /** A file that lies beside the project; the test is skipped where it does not. */
  public static Path shared(String path) {
    Path file = Path.of(System.getProperty("purify4j.shared", "../shared")).resolve(path);
    Assumptions.assumeTrue(Files.exists(file), file + " is not there");
    return file;
  }
}
