package org.purify4j.cli.command.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.purify4j.cli.shell.Output;

class TrainingFilesTest {
  @TempDir Path dir;

  /** Whatever moment a run is killed at, the next one knows the directory. */
  @Test
  void aDirectoryStaysKnownWhileItsFilesAreKept() throws IOException {
    TrainingFiles files = TrainingFiles.of(dir.resolve("model.zip"));
    Path directory = Files.createDirectory(files.directory());
    Files.writeString(files.record(), "{}");
    Files.writeString(files.metrics(), "{\"step\": 1}\n");
    Files.writeString(files.chart(), "a picture");
    assertEquals(
        List.of(directory.resolve("training-1.json"), directory.resolve("metrics-1.jsonl")),
        files.keepWithoutCheckpoint());
    assertEquals("{}", Files.readString(directory.resolve("training-1.json")));
    assertFalse(Files.exists(files.metrics()));
    try (Output claimed = files.claim()) {
      assertEquals(directory, claimed.path());
    }
  }
}
