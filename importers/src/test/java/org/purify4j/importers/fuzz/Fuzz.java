package org.purify4j.importers.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.purify4j.importers.checkpoint.Checkpoint;
import org.purify4j.importers.checkpoint.ImportException;

/** What every fuzz target does with its bytes: a checkpoint comes of them, or one refusal. */
final class Fuzz {
  /** Larger tensors are legal, but fill the time with copying. */
  private static final long MOST_ELEMENTS = 1 << 16;

  private static final Path FILE = temporary();

  private Fuzz() {}

  /**
   * Reads a file of these bytes.
   *
   * @throws IllegalStateException if the refusal is not one line
   */
  static void read(byte[] bytes) {
    try {
      Files.write(FILE, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try (Checkpoint checkpoint = Checkpoint.open(FILE)) {
      for (String name : checkpoint.names()) {
        long elements = checkpoint.info(name).elements();
        if (elements > 0
            && elements < MOST_ELEMENTS
            && checkpoint.doubles(name).length != elements) {
          throw new IllegalStateException(name + ": read in part");
        }
      }
    } catch (ImportException e) {
      if (e.getMessage().lines().count() != 1) {
        throw new IllegalStateException("more than one line: " + e.getMessage(), e);
      }
    }
  }

  static boolean startsWith(byte[] bytes, int... magic) {
    for (int i = 0; i < magic.length; i++) {
      if (i >= bytes.length || (bytes[i] & 0xff) != magic[i]) {
        return false;
      }
    }
    return true;
  }

  private static Path temporary() {
    try {
      Path memory = Path.of("/dev/shm");
      Path file =
          Files.isWritable(memory)
              ? Files.createTempFile(memory, "purify-fuzz", ".pt")
              : Files.createTempFile("purify-fuzz", ".pt");
      file.toFile().deleteOnExit();
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
