package org.purify4j.importers.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every element type, from bytes written by hand, on the storage of a CUDA device. */
class ElementTypesTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "Double, float64, 3ff8000000000000, 1.5",
    "Float, float32, c0490fdb, -3.1415927410125732",
    "Half, float16, c580, -5.5",
    "BFloat16, bfloat16, 3fc0, 1.5",
    "Long, int64, fffffffffffffffe, -2",
    "Int, int32, 7fffffff, 2147483647",
    "Short, int16, ff00, -256",
    "Char, int8, 80, -128",
    "Byte, uint8, 80, 128",
    "Bool, bool, 01, 1"
  })
  void numbers(String storage, String type, String bigEndian, double value) {
    byte[] pickle =
        new PickleWriter()
            .protocol()
            .op('}')
            .text("w")
            .tensor(storage + "Storage", "0", 1, 0, new long[] {1}, new long[] {1})
            .op('s')
            .stop();
    Path file =
        CheckpointFiles.zip(folder.resolve("t.pt"), pickle, Map.of("0", reversed(bigEndian)));
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      assertEquals(type + " [1]", checkpoint.info("w").toString());
      assertArrayEquals(new double[] {value}, checkpoint.doubles("w"));
      if (checkpoint.info("w").type().isFloating()) {
        assertArrayEquals(new float[] {(float) value}, checkpoint.floats("w"));
      }
    }
  }

  private static byte[] reversed(String hex) {
    int bytes = hex.length() / 2;
    long value = Long.parseUnsignedLong(hex, 16);
    ByteBuffer little = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value);
    return Arrays.copyOf(little.array(), bytes);
  }
}
