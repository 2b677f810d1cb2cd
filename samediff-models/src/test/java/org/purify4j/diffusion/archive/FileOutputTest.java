package org.purify4j.diffusion.archive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileOutputTest {
  /** A device that is always full. */
  private static final Path FULL = Path.of("/dev/full");

  @TempDir Path dir;

  @Test
  void aFullDiskIsNamed() throws IOException {
    assumeTrue(Files.exists(FULL), "there is no /dev/full here");
    Path named = Path.of("model.zip");
    try (OutputStream out =
        FileOutput.of(Files.newOutputStream(FULL, StandardOpenOption.WRITE), named)) {
      FileSystemException failure =
          assertThrows(FileSystemException.class, () -> out.write(new byte[10]));
      assertEquals("model.zip", failure.getFile());
      assertEquals("model.zip: No space left on device", failure.getMessage());
      assertThrows(FileSystemException.class, () -> out.write(1));
    }
  }

  @Test
  void whatIsWrittenIsInTheFile() throws IOException {
    Path file = dir.resolve("bytes");
    try (OutputStream out =
        FileOutput.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      out.write(1);
      out.write(new byte[] {7, 2, 3, 7}, 1, 2);
    }
    assertArrayEquals(new byte[] {1, 2, 3}, Files.readAllBytes(file));
  }
}
