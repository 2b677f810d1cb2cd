package org.purify4j.cli.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.purify4j.diffusion.archive.AtomicFile;

class OutputTest {
  @TempDir Path dir;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final Terminal terminal =
      Terminal.of(
          new PrintStream(printed, true, StandardCharsets.UTF_8),
          new PrintStream(printed, true, StandardCharsets.UTF_8));

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(dir)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private Process holder(String kind, Path claimed) throws IOException {
    Process holder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName(),
                kind,
                claimed.toString())
            .start();
    assertEquals('.', holder.getInputStream().read());
    return holder;
  }

  /** A process that claims an output until it is killed. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] words) throws Exception {
      Path path = Path.of(words[1]);
      try (Output output = words[0].equals("file") ? Output.file(path) : Output.directory(path)) {
        AtomicFile.write(
            path.resolveSibling("unfinished"),
            stream -> {
              System.out.print(output.path().equals(path) ? '.' : '?');
              System.out.flush();
              sleep();
            });
      }
    }
  }

  private static void sleep() {
    try {
      Thread.sleep(TimeUnit.MINUTES.toMillis(1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void filesThatAreNoEarlierResultsAreKept() throws IOException {
    Path chart = Files.writeString(dir.resolve("chart.png"), "mine");
    CommandException failure =
        assertThrows(
            CommandException.class, () -> Output.directory(dir, "report.json", "chart.png"));
    assertEquals(
        chart
            + ": is there already and is no earlier result, for there is no report.json: --out must"
            + " be elsewhere",
        failure.getMessage());
    assertEquals(List.of("chart.png"), names());
    Files.writeString(dir.resolve("report.json"), "{}");
    try (Output output = Output.directory(dir, "report.json", "chart.png")) {
      output.remark(terminal);
    }
    assertTrue(printed.toString(StandardCharsets.UTF_8).startsWith("replaced: "));
  }

  @Test
  void whatAnotherProcessWritesIsRefusedUntilItIsKilled() throws Exception {
    Path directory = dir.resolve("out");
    Path file = dir.resolve("model.zip");
    Process ofDirectory = holder("directory", directory);
    Process ofFile = holder("file", file);
    try {
      for (int i = 0; i < 2; i++) { // the first refusal must not release the lock
        CommandException failure =
            assertThrows(CommandException.class, () -> Output.directory(directory));
        assertTrue(
            failure.getMessage().startsWith(directory + ": another run is writing to it"),
            failure.getMessage());
        assertThrows(CommandException.class, () -> Output.file(file));
      }
      Output.file(dir.resolve("other.zip")).close();
    } finally {
      ofDirectory.destroyForcibly().waitFor();
      ofFile.destroyForcibly().waitFor();
    }
    Output.directory(directory).close();
    Output.file(file).close();
    assertEquals(List.of("out"), names());
    try (Stream<Path> left = Files.list(directory)) {
      assertEquals(0, left.count());
    }
  }

  /** SIGTERM, as ctrl-C, leaves neither a lock nor an unfinished file. */
  @Test
  void nothingIsLeftOfAProcessThatIsAskedToStop() throws Exception {
    Path directory = dir.resolve("out");
    Process ofDirectory = holder("directory", directory);
    Process ofFile = holder("file", dir.resolve("model.zip"));
    ofDirectory.destroy();
    ofFile.destroy();
    assertTrue(ofDirectory.waitFor(1, TimeUnit.MINUTES) && ofFile.waitFor(1, TimeUnit.MINUTES));
    assertEquals(List.of("out"), names());
    try (Stream<Path> left = Files.list(directory)) {
      assertEquals(List.of(), left.toList());
    }
  }

  @Test
  void oneProcessHasItOnceAtATime() {
    Path directory = dir.resolve("out");
    try (Output first = Output.directory(directory)) {
      assertEquals(directory, first.path());
      assertThrows(CommandException.class, () -> Output.directory(directory));
      assertThrows(CommandException.class, () -> Output.directory(dir.resolve("./out")));
    }
    Output.directory(directory).close();
  }

  @Test
  void whatWasReplacedIsSaid() throws IOException {
    try (Output first = Output.directory(dir, "report.json")) {
      Files.writeString(dir.resolve("report.json"), "{}");
      first.remark(terminal);
    }
    assertEquals("", printed.toString(StandardCharsets.UTF_8));
    Path report = dir.resolve("report.json");
    try (Output second = Output.directory(dir, "report.json");
        Output file = Output.file(report)) {
      second.remark(terminal);
      file.remark(terminal);
    }
    String note = "replaced: " + report + ", which was there\n";
    assertEquals(note + note, printed.toString(StandardCharsets.UTF_8));
    assertEquals(List.of("report.json"), names());
  }

  @Test
  void devicesAreForWhatIsOneFile() {
    Path device = Path.of("/dev/null");
    Output.file(device).close();
    CommandException failure =
        assertThrows(CommandException.class, () -> Output.regularFile(device));
    assertTrue(failure.getMessage().contains("/dev/null: is a device or a pipe, must be a file"));
  }

  @Test
  void whyADirectoryCannotBeMadeIsSaidOnce() {
    Path impossible = Path.of("/proc/nb");
    CommandException failure =
        assertThrows(CommandException.class, () -> Output.directory(impossible));
    assertEquals("/proc/nb: cannot be created (no such file or directory)", failure.getMessage());
  }
}
