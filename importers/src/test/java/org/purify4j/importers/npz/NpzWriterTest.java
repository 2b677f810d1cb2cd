package org.purify4j.importers.npz;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class NpzWriterTest {
  @TempDir Path dir;

  /** A permuted view is written in the order of its rows. */
  @Test
  void whatIsWrittenIsReadBackAndTwiceTheSame() throws IOException {
    INDArray view = Nd4j.arange(24).castTo(DataType.FLOAT).reshape(2, 3, 4).permute(2, 0, 1);
    Path first = dir.resolve("first.npz");
    Path second = dir.resolve("second.npz");
    for (Path file : new Path[] {first, second}) {
      new NpzWriter()
          .floats("images", view)
          .longs("labels", new int[] {3, -1})
          .longs("ids", 1L << 40)
          .write(file);
    }
    assertArrayEquals(Files.readAllBytes(first), Files.readAllBytes(second));
    try (Npz npz = Npz.open(first)) {
      assertEquals(Set.of("images", "labels", "ids"), npz.names());
      assertArrayEquals(new long[] {4, 2, 3}, npz.shape("images"));
      assertArrayEquals(view.dup('c').data().asDouble(), npz.doubles("images"));
      assertEquals(DataType.FLOAT, npz.array("images").dataType());
      assertArrayEquals(new long[] {3, -1}, npz.longs("labels"));
      assertArrayEquals(new long[] {1L << 40}, npz.longs("ids"));
    }
  }
}
