package org.purify4j.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Cifar10Test {
  private static final int RECORD = 3073;

  @TempDir Path dir;

  /** Record r has label r % 10; its byte at (c, y, x) is a known mixture of all four. */
  private Path file(String name, int records) throws IOException {
    byte[] bytes = new byte[records * RECORD];
    for (int r = 0; r < records; r++) {
      bytes[r * RECORD] = (byte) (r % 10);
      for (int c = 0; c < 3; c++) {
        for (int y = 0; y < 32; y++) {
          for (int x = 0; x < 32; x++) {
            bytes[r * RECORD + 1 + c * 1024 + y * 32 + x] = (byte) pixel(r, c, y, x);
          }
        }
      }
    }
    return Files.write(dir.resolve(name), bytes);
  }

  private static int pixel(int record, int c, int y, int x) {
    return (record * 7 + c * 101 + y * 5 + x * 3) % 256;
  }

  @Test
  void readsPixelsPlaneByPlaneAndRowByRow() throws IOException {
    LabelledImages images = Cifar10.read(List.of(file("a.bin", 3)), Integer.MAX_VALUE);
    assertArrayEquals(new long[] {3, 3, 32, 32}, images.images().shape());
    assertArrayEquals(new int[] {0, 1, 2}, images.labels());
    assertEquals(pixel(2, 1, 30, 7) / 255.0, images.images().getDouble(2, 1, 30, 7), 1e-7);
    assertEquals(pixel(1, 2, 0, 31) / 255.0, images.images().getDouble(1, 2, 0, 31), 1e-7);
  }

  @Test
  void limitCutsAcrossFilesAndIdsArePositions() throws IOException {
    LabelledImages images = Cifar10.read(List.of(file("a.bin", 3), file("b.bin", 4)), 5);
    assertArrayEquals(new int[] {0, 1, 2, 0, 1}, images.labels());
    assertArrayEquals(new long[] {0, 1, 2, 3, 4}, images.ids());
    LabelledImages slice = images.slice(3, 5);
    assertArrayEquals(new long[] {3, 4}, slice.ids());
    assertEquals(pixel(1, 0, 4, 9) / 255.0, slice.images().getDouble(1, 0, 4, 9), 1e-7);
  }

  @Test
  void oddSizesAreRefused() throws IOException {
    Path whole = file("a.bin", 2);
    Path cut = Files.write(dir.resolve("cut.bin"), new byte[RECORD + 100]);
    IOException failure =
        assertThrows(IOException.class, () -> Cifar10.read(List.of(whole, cut), 10));
    assertTrue(failure.getMessage().contains("cut.bin: got 3173 bytes"), failure.getMessage());
    Path empty = Files.write(dir.resolve("empty.bin"), new byte[0]);
    assertThrows(IOException.class, () -> Cifar10.read(List.of(empty), 10));
  }

  @Test
  void wrongLabelsAreRefused() throws IOException {
    byte[] record = new byte[RECORD];
    record[0] = 10;
    Path file = Files.write(dir.resolve("labels.bin"), record);
    IOException failure = assertThrows(IOException.class, () -> Cifar10.read(List.of(file), 1));
    assertTrue(failure.getMessage().contains("got label 10"), failure.getMessage());
  }

  @Test
  void missingFilesAndOddLimitsAreRefused() throws IOException {
    Path none = dir.resolve("none.bin");
    assertThrows(NoSuchFileException.class, () -> Cifar10.read(List.of(none), 1));
    Path file = file("a.bin", 1);
    assertThrows(IllegalArgumentException.class, () -> Cifar10.read(List.of(file), 0));
    assertThrows(IllegalArgumentException.class, () -> Cifar10.read(List.of(), 1));
  }
}
