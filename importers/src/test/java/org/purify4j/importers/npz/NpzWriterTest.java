package org.purify4j.importers.npz;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class NpzWriterTest {
  @TempDir Path dir;

  private static void write(Path file, INDArray array) throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        NpzWriter npz = new NpzWriter(out)) {
      npz.floats("images", array);
      npz.longs("labels", 7, -1);
    }
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    INDArray array = Nd4j.linspace(0, 1, 24).reshape('f', 2, 3, 4);
    write(dir.resolve("a.npz"), array);
    try (Npz npz = Npz.open(dir.resolve("a.npz"))) {
      assertArrayEquals(new long[] {2, 3, 4}, npz.shape("images"));
      assertEquals(array.castTo(npz.array("images").dataType()), npz.array("images"));
      assertArrayEquals(new long[] {7, -1}, npz.longs("labels"));
    }
  }

  /** NumPy's format: the elements begin at a multiple of 64 bytes, the header ends its line. */
  @Test
  void headersAreThoseOfTheFormat() throws IOException {
    write(dir.resolve("a.npz"), Nd4j.ones(2, 1));
    String bytes =
        new String(Files.readAllBytes(dir.resolve("a.npz")), StandardCharsets.ISO_8859_1);
    int begin = bytes.indexOf("\u0093NUMPY\u0001\u0000");
    int length = bytes.charAt(begin + 8) + 256 * bytes.charAt(begin + 9);
    String header = bytes.substring(begin + 10, begin + 10 + length);
    assertEquals(0, (10 + length) % 64);
    assertEquals("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1), }", header.strip());
    assertEquals('\n', header.charAt(length - 1));
  }

  /** The time of writing is in no byte. */
  @Test
  void equalArraysGiveEqualBytes() throws IOException {
    write(dir.resolve("a.npz"), Nd4j.ones(3));
    try (ZipFile zip = new ZipFile(dir.resolve("a.npz").toFile())) {
      assertEquals(
          List.of(LocalDateTime.of(1980, 1, 1, 0, 0), LocalDateTime.of(1980, 1, 1, 0, 0)),
          zip.stream().map(ZipEntry::getTimeLocal).toList());
    }
  }
}
