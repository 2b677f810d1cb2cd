package org.purify4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class StandardOutputTest {
  private static void assertFailed(OutputStream out, int status, String... words) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int found =
        Purify.run(
            Commands.all(),
            words,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    assertEquals(status, found);
    String said = err.toString(StandardCharsets.UTF_8);
    assertEquals(1, said.lines().count(), said);
    if (status == 1) {
      assertEquals("purify: standard output: cannot be written (is it full or closed?)\n", said);
    }
  }

  @Test
  void aFullOneIsAFailure() throws IOException {
    Path full = Path.of("/dev/full");
    Assumptions.assumeTrue(Files.exists(full), "there is no /dev/full here");
    try (OutputStream out = new FileOutputStream(full.toFile())) {
      assertFailed(out, 1, "--version");
      assertFailed(out, 1, "help");
      assertFailed(out, 2, "frobnicate");
    }
  }

  @Test
  void aClosedOneIsAFailure() {
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    assertFailed(closed, 1, "--version");
  }
}
