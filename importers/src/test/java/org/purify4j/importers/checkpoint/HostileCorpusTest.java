package org.purify4j.importers.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each file is refused in one line, and soon: the time is a guard against hanging. */
class HostileCorpusTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  @TempDir Path folder;

  static Stream<HostileFile> files() {
    return Stream.of(
            HostileZips.all(), HostilePickles.all(), HostileSafetensors.all(), HostileShards.all())
        .flatMap(List::stream);
  }

  @ParameterizedTest
  @MethodSource("files")
  void refused(HostileFile hostile) throws IOException {
    Path file = hostile.writeTo(folder);
    ImportException e =
        assertTimeoutPreemptively(
            LONG, () -> assertThrows(ImportException.class, () -> Checkpoint.open(file).close()));
    assertTrue(e.getMessage().contains(hostile.name() + ": "), e.getMessage());
    assertTrue(e.getMessage().contains(hostile.problem()), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
    assertFalse(Files.exists(Path.of("/tmp/pwned")), "the pickle's command was run");
  }

  /** Writes the files to the folder of the first argument, each to one of its own. */
  public static void main(String[] arguments) throws IOException {
    for (HostileFile hostile : files().toList()) {
      hostile.writeTo(Files.createDirectories(Path.of(arguments[0], hostile.name() + ".d")));
    }
  }
}
