package org.purify4j.importers.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files written here: unusual but honest ones are read, malformed ones are refused. */
class OddFilesTest {
  private static final byte[] SIX = CheckpointFiles.floats(0, 1, 2, 3, 4, 5);

  @TempDir Path folder;

  @Test
  void viewsWithStridesAndOffsetsShareAStorage() {
    byte[] pickle =
        dict()
            .text("transposed")
            .tensor("FloatStorage", "0", 6, 0, new long[] {3, 2}, new long[] {1, 3})
            .text("column")
            .tensor("FloatStorage", "0", 6, 1, new long[] {2}, new long[] {3})
            .text("scalar")
            .tensor("FloatStorage", "0", 6, 5, new long[0], new long[0])
            .text("expanded")
            .tensor("FloatStorage", "0", 6, 2, new long[] {2, 2}, new long[] {0, 1})
            .op('u')
            .stop();
    try (Checkpoint checkpoint = open(pickle, Map.of("0", SIX))) {
      assertEquals(
          List.of("transposed", "column", "scalar", "expanded"), List.copyOf(checkpoint.names()));
      assertArrayEquals(new float[] {0, 3, 1, 4, 2, 5}, checkpoint.floats("transposed"));
      assertArrayEquals(new float[] {1, 4}, checkpoint.floats("column"));
      assertArrayEquals(new float[] {2, 3, 2, 3}, checkpoint.floats("expanded"));
      assertEquals(5f, checkpoint.tensor("scalar").getFloat(0));
      assertArrayEquals(new long[0], checkpoint.tensor("scalar").shape());
      assertArrayEquals(new long[] {3, 2}, checkpoint.tensor("transposed").shape());
      assertEquals(4f, checkpoint.tensor("transposed").getFloat(1, 1));
    }
  }

  @Test
  void halfPrecision() {
    byte[] pickle =
        dict()
            .text("half")
            .tensor("HalfStorage", "h", 6, 0, new long[] {6}, new long[] {1})
            .text("brain")
            .tensor("BFloat16Storage", "b", 2, 0, new long[] {2}, new long[] {1})
            .op('u')
            .stop();
    // 1, -2, the largest, the smallest sub-normal, infinity, minus zero (IEEE 754 binary16)
    byte[] half = CheckpointFiles.shorts(0x3c00, 0xc000, 0x7bff, 0x0001, 0x7c00, 0x8000);
    byte[] brain = CheckpointFiles.shorts(0x3f80, 0xc049);
    try (Checkpoint checkpoint = open(pickle, Map.of("h", half, "b", brain))) {
      assertArrayEquals(
          new float[] {1, -2, 65504, 0x1p-24f, Float.POSITIVE_INFINITY, -0f},
          checkpoint.floats("half"));
      assertArrayEquals(new float[] {1, -3.140625f}, checkpoint.floats("brain"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "6|0|7|1|reaches past its storage of 6 elements",
        "6|1|6|1|reaches past its storage of 6 elements",
        "6|-1|2|1|must not be negative anywhere",
        "6|0|2|-1|must not be negative anywhere",
        "6|0|-2|1|must not be negative anywhere",
        "6|9223372036854775807|2|1|overflows",
        "6|0|9223372036854775807|9223372036854775807|overflows",
        "6|0|1000000000000|0|repeats a storage of 6 elements too often",
        "4611686018427387904|0|6|1|which no file can hold",
        "600|0|600|1|has 24 bytes, must have 2400"
      })
  void badViewsAreRefused(long elements, long offset, long size, long stride, String problem) {
    byte[] pickle =
        dict()
            .text("w")
            .tensor("FloatStorage", "0", elements, offset, new long[] {size}, new long[] {stride})
            .op('u')
            .stop();
    ImportException e =
        assertThrows(ImportException.class, () -> open(pickle, Map.of("0", SIX)).close());
    assertTrue(e.getMessage().contains(problem), e.getMessage());
  }

  @Test
  void averagesAreChosenAndTheChoiceReported() {
    byte[] pickle =
        dict()
            .text("model")
            .op('}', '(')
            .text("w")
            .tensor("FloatStorage", "0", 6, 0, new long[] {1}, new long[] {1})
            .op('u')
            .text("ema")
            .op('}', '(')
            .text("_orig_mod.module.w")
            .tensor("FloatStorage", "0", 6, 4, new long[] {1}, new long[] {1})
            .op('u', 'u')
            .stop();
    try (Checkpoint checkpoint = open(pickle, Map.of("0", SIX))) {
      assertEquals(
          "entry ema, prefix _orig_mod.module. removed; ema chosen over model",
          checkpoint.selection().describe());
      assertArrayEquals(new float[] {4}, checkpoint.floats("w"));
    }
  }

  @Test
  void aStateDictInAList() {
    byte[] pickle =
        new PickleWriter()
            .protocol()
            .op(']', '(', '}')
            .text("w")
            .tensor("FloatStorage", "0", 6, 3, new long[] {1}, new long[] {1})
            .op('s', 'N', 'e')
            .stop();
    try (Checkpoint checkpoint = open(pickle, Map.of("0", SIX))) {
      assertEquals("entry 0", checkpoint.selection().describe());
      assertArrayEquals(new float[] {3}, checkpoint.floats("w"));
    }
  }

  @Test
  void unknownClassesBesideTheWeightsDoNoHarm() {
    byte[] pickle =
        dict()
            .text("args")
            .global("argparse", "Namespace")
            .op(')', 0x81, '}')
            .text("lr")
            .integer(3)
            .op('s', 'b')
            .text("state_dict")
            .op('}')
            .text("w")
            .global("torch._utils", "_rebuild_parameter")
            .tensor("FloatStorage", "0", 6, 3, new long[] {1}, new long[] {1})
            .op(0x88, '}', 0x87, 'R', 's', 'u')
            .stop();
    try (Checkpoint checkpoint = open(pickle, Map.of("0", SIX))) {
      assertArrayEquals(new float[] {3}, checkpoint.floats("w"));
    }
  }

  @Test
  void unknownClassesAmongTheWeightsAreRefused() {
    byte[] pickle =
        dict()
            .text("w")
            .tensor("FloatStorage", "0", 6, 3, new long[] {1}, new long[] {1})
            .text("v")
            .tensor("ComplexFloatStorage", "0", 3, 0, new long[] {1}, new long[] {1})
            .op('u')
            .stop();
    ImportException e =
        assertThrows(ImportException.class, () -> open(pickle, Map.of("0", SIX)).close());
    assertEquals(
        "odd.pt: entry v of the state dict: got torch.ComplexFloatStorage, must be a tensor of a"
            + " plain number type",
        e.getMessage());
  }

  @Test
  void aWholePickledModelIsNamed() {
    byte[] pickle = new PickleWriter().protocol().global("nets", "Big").op(')', 0x81).stop();
    ImportException e = assertThrows(ImportException.class, () -> open(pickle, Map.of()).close());
    assertTrue(e.getMessage().contains("got a pickled nets.Big"), e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"big, 3.1415927", "little, -4.03314608963584e16"})
  void theByteOrderOfTheArchive(String order, float value) {
    byte[] pickle =
        dict()
            .text("w")
            .tensor("FloatStorage", "0", 1, 0, new long[] {1}, new long[] {1})
            .op('u')
            .stop();
    Path file =
        CheckpointFiles.members(
            folder.resolve("ordered.pt"),
            Map.of(
                "data.pkl",
                pickle,
                "byteorder",
                order.getBytes(StandardCharsets.US_ASCII),
                "data/0",
                new byte[] {0x40, 0x49, 0x0f, (byte) 0xdb}));
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      assertEquals(value, checkpoint.floats("w")[0]);
    }
  }

  @Test
  void otherArchives() {
    refuse("no data.pkl", Map.of("a.txt", new byte[1]));
    refuse("more than one data.pkl", Map.of("data.pkl", new byte[1], "a/data.pkl", new byte[1]));
    refuse("TorchScript", Map.of("a/data.pkl", new byte[1], "a/constants.pkl", new byte[1]));
    refuse("would unpack from", Map.of("data.pkl", new byte[1], "data/0", new byte[300 << 20]));
  }

  private void refuse(String problem, Map<String, byte[]> members) {
    Path file = CheckpointFiles.members(folder.resolve("other.pt"), members);
    ImportException e = assertThrows(ImportException.class, () -> Checkpoint.open(file).close());
    assertTrue(e.getMessage().contains(problem), e.getMessage());
  }

  private static PickleWriter dict() {
    return new PickleWriter().protocol().op('}', '(');
  }

  private Checkpoint open(byte[] pickle, Map<String, byte[]> storages) {
    return Checkpoint.open(CheckpointFiles.zip(folder.resolve("odd.pt"), pickle, storages));
  }
}
