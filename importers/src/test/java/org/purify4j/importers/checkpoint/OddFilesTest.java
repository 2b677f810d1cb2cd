package org.purify4j.importers.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
    // 1, -2, the largest, the smallest sub-normal, a quarter, minus zero (IEEE 754 binary16)
    byte[] half = CheckpointFiles.shorts(0x3c00, 0xc000, 0x7bff, 0x0001, 0x3400, 0x8000);
    byte[] brain = CheckpointFiles.shorts(0x3f80, 0xc049);
    try (Checkpoint checkpoint = open(pickle, Map.of("h", half, "b", brain))) {
      assertArrayEquals(
          new float[] {1, -2, 65504, 0x1p-24f, 0.25f, -0f}, checkpoint.floats("half"));
      assertArrayEquals(new float[] {1, -3.140625f}, checkpoint.floats("brain"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "HalfStorage, 7c00, Infinity",
    "HalfStorage, fe00, NaN",
    "BFloat16Storage, 7149, 9.953038E29"
  })
  void whatNoTrainingLeavesBehindIsRefused(String type, String bits, String shown) {
    byte[] pickle =
        dict().text("w").tensor(type, "0", 2, 0, new long[] {2}, new long[] {1}).op('u').stop();
    byte[] storage = CheckpointFiles.shorts(0x3c00, Integer.parseInt(bits, 16));
    try (Checkpoint checkpoint = open(pickle, Map.of("0", storage))) {
      for (Executable reading :
          List.<Executable>of(() -> checkpoint.floats("w"), () -> checkpoint.tensor("w"))) {
        ImportException e = assertThrows(ImportException.class, reading);
        assertTrue(e.getMessage().contains("odd.pt: w: got " + shown), e.getMessage());
        assertTrue(e.getMessage().contains(" at [1], must be finite"), e.getMessage());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"neg", "conj", "something_new"})
  void aTensorThatIsMoreThanItsElementsIsRefused(String flag) {
    ImportException e =
        assertThrows(
            ImportException.class, () -> open(flagged(flag, 0x88), Map.of("0", SIX)).close());
    assertTrue(e.getMessage().contains("the pickle sets " + flag + " of a tensor"), e.getMessage());
    try (Checkpoint checkpoint = open(flagged(flag, 0x89), Map.of("0", SIX))) {
      assertArrayEquals(new float[] {0, 1}, checkpoint.floats("w"));
    }
  }

  /** A tensor with a seventh argument. */
  private static byte[] flagged(String flag, int value) {
    return dict()
        .text("w")
        .global("torch._utils", "_rebuild_tensor_v2")
        .op('(')
        .storage("FloatStorage", "0", 6)
        .integer(0)
        .integer(2)
        .op(0x85)
        .integer(1)
        .op(0x85, 0x89, '}', '}')
        .text(flag)
        .op(value, 's', 't', 'R', 'u')
        .stop();
  }

  @Test
  void countersOfAProfilerAreSkippedAndSaidToBe() {
    byte[] pickle =
        dict()
            .text("total_ops")
            .tensor("DoubleStorage", "1", 1, 0, new long[] {1}, new long[] {1})
            .text("module.w")
            .tensor("FloatStorage", "0", 6, 3, new long[] {1}, new long[] {1})
            .text("module.layer.total_params")
            .tensor("DoubleStorage", "1", 1, 0, new long[] {1}, new long[] {1})
            .op('u')
            .stop();
    try (Checkpoint checkpoint = open(pickle, Map.of("0", SIX, "1", new byte[8]))) {
      assertEquals(List.of("w"), List.copyOf(checkpoint.names()));
      assertEquals(
          "the state dict itself, prefix module. removed; 2 counters of a profiler were skipped",
          checkpoint.selection().describe());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "mu, sigma, ''",
    "mean, std, ''",
    "normalize.mean, normalize.std, model.",
    "0.mean, 0.std, 1.",
    "module.0.mean, module.0.std, module.1."
  })
  void statisticsOfTheInputAreFoundBesideTheWeights(String mean, String std, String prefix) {
    byte[] pickle =
        dict()
            .text(mean)
            .tensor("FloatStorage", "0", 6, 0, new long[] {1, 3, 1, 1}, new long[] {3, 1, 1, 1})
            .text(std)
            .tensor("FloatStorage", "0", 6, 3, new long[] {3}, new long[] {1})
            .text(prefix + "conv1.weight")
            .tensor("FloatStorage", "0", 6, 5, new long[] {1}, new long[] {1})
            .op('u')
            .stop();
    try (Checkpoint checkpoint = open(pickle, Map.of("0", SIX))) {
      assertEquals(
          Set.of("conv1.weight", Checkpoint.INPUT_MEAN, Checkpoint.INPUT_STD), checkpoint.names());
      assertArrayEquals(new float[] {0, 1, 2}, checkpoint.floats(Checkpoint.INPUT_MEAN));
      assertArrayEquals(new float[] {3, 4, 5}, checkpoint.floats(Checkpoint.INPUT_STD));
      assertTrue(checkpoint.selection().describe().contains("images are normalised by"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"data/0", "data.pkl", "byteorder"})
  void everyMemberThatIsReadHasItsChecksumChecked(String changed) {
    byte[] pickle = one("w", 6, 3);
    for (boolean deflated : new boolean[] {false, true}) {
      CraftedZip zip = new CraftedZip();
      Map<String, byte[]> members =
          Map.of(
              "data.pkl",
              pickle,
              "data/0",
              SIX,
              "byteorder",
              "little".getBytes(StandardCharsets.UTF_8));
      members.forEach(
          (name, bytes) -> {
            CraftedZip.Member member =
                deflated ? zip.deflated("top/" + name, bytes) : zip.stored("top/" + name, bytes);
            member.crc ^= name.equals(changed) ? 1 : 0;
          });
      Path file = CheckpointFiles.write(folder.resolve("crc.pt"), zip.bytes());
      ImportException e =
          assertThrows(
              ImportException.class,
              () -> {
                try (Checkpoint checkpoint = Checkpoint.open(file)) {
                  checkpoint.floats("w");
                }
              });
      assertTrue(
          e.getMessage().contains("member top/" + changed + ": got CRC-32 "), e.getMessage());
    }
  }

  @Test
  void nothingMayFollowThePickle() {
    byte[] pickle = dict().op('u').stop();
    Path file =
        CheckpointFiles.zip(
            folder.resolve("odd.pt"), Arrays.copyOf(pickle, pickle.length + 3), Map.of());
    ImportException e = assertThrows(ImportException.class, () -> Checkpoint.open(file).close());
    assertTrue(
        e.getMessage()
            .endsWith(
                "its pickle ends after " + pickle.length + " of " + (pickle.length + 3) + " bytes"),
        e.getMessage());
  }

  @Test
  void aNameThatIsNoNameIsRefused() {
    byte[] pickle = one("w".repeat(5_000_000), 6, 3);
    ImportException e =
        assertThrows(ImportException.class, () -> open(pickle, Map.of("0", SIX)).close());
    assertEquals(
        folder.resolve("odd.pt")
            + ": a tensor's name has 5000000 characters, must have at most 1024",
        e.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<!DOCTYPE html><html><head>|an HTML page, must be a checkpoint",
        "version https://git-lfs.github.com/spec/v1|a pointer of Git LFS",
        "7z\u00bc\u00af\u0027\u001c|a 7z archive, must be unpacked first",
        "BZh91AY|compressed by bzip2, must be unpacked first",
        "(\u00b5/\u00fd|compressed by zstd, must be unpacked first",
        "\u0089HDF|an HDF5 file (of Keras?)",
        "\u0093NUMPY|a NumPy array",
        "GGUF|a GGUF file",
        "hello|neither a PyTorch checkpoint nor a safetensors file (it begins with 'hello')"
      })
  void otherFilesAreNamed(String content, String says) {
    Path file =
        CheckpointFiles.write(
            folder.resolve("x.pt"), content.getBytes(StandardCharsets.ISO_8859_1));
    ImportException e = assertThrows(ImportException.class, () -> Checkpoint.open(file).close());
    assertTrue(e.getMessage().contains("x.pt: " + says), e.getMessage());
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
        folder.resolve("odd.pt")
            + ": entry v of the state dict: got torch.ComplexFloatStorage, must be a tensor of a"
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
    byte[] pickle = one("w", 1, 0);
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
      assertEquals(value, (float) checkpoint.doubles("w")[0]);
    }
  }

  @Test
  void otherArchives() {
    refuse("no data.pkl, must be one written by torch.save", Map.of("a.txt", new byte[1]));
    refuse("a zip archive around a/x.pth, must be unpacked", Map.of("a/x.pth", new byte[1]));
    refuse("by --model", Map.of("model.json", new byte[1], "weights.safetensors", new byte[1]));
    refuse("by --victim", Map.of("configuration.json", new byte[1], "noParams", new byte[1]));
    refuse("a NumPy archive", Map.of("a.npy", new byte[1], "b.npy", new byte[1]));
    refuse("more than one data.pkl", Map.of("data.pkl", new byte[1], "a/data.pkl", new byte[1]));
    refuse("TorchScript", Map.of("a/data.pkl", new byte[1], "a/constants.pkl", new byte[1]));
    refuse("would unpack from", Map.of("data.pkl", new byte[1], "data/0", new byte[300 << 20]));
  }

  private void refuse(String problem, Map<String, byte[]> members) {
    Path file = CheckpointFiles.members(folder.resolve("other.pt"), members);
    ImportException e = assertThrows(ImportException.class, () -> Checkpoint.open(file).close());
    assertTrue(e.getMessage().contains(problem), e.getMessage());
  }

  /** A state dict of one number, out of a storage of several. */
  private static byte[] one(String name, int elements, int at) {
    return dict()
        .text(name)
        .tensor("FloatStorage", "0", elements, at, new long[] {1}, new long[] {1})
        .op('u')
        .stop();
  }

  private static PickleWriter dict() {
    return new PickleWriter().protocol().op('}', '(');
  }

  private Checkpoint open(byte[] pickle, Map<String, byte[]> storages) {
    return Checkpoint.open(CheckpointFiles.zip(folder.resolve("odd.pt"), pickle, storages));
  }
}
