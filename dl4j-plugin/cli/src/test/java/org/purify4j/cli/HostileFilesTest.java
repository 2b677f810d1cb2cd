package org.purify4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostileFilesTest {
  @TempDir Path dir;

  @Test
  void eachIsRefusedInOneLineThatNamesIt() throws IOException {
    List<Path> files;
    try (Stream<Path> entries = Files.list(CommandRun.golden("hostile"))) {
      files = entries.sorted().toList();
    }
    assertEquals(7, files.size());
    Path out = dir.resolve("out.zip");
    for (Path file : files) {
      check(file, CommandRun.of("inspect", file));
      check(file, CommandRun.of("import", file, "--out", out));
      assertFalse(Files.exists(out), file.toString());
    }
    try (Stream<Path> left = Files.list(dir)) {
      assertEquals(0, left.count(), "half-written files");
    }
  }

  private static void check(Path file, CommandRun run) {
    run.expect(1);
    assertEquals(1, run.errorLines().size(), run.err());
    assertTrue(run.err().contains(file.getFileName().toString()), run.err());
    assertEquals("", run.out());
  }
}
