package org.purify4j.diffusion.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.purify4j.diffusion.archive.ArchiveException;
import org.purify4j.diffusion.archive.AtomicFile;
import org.purify4j.diffusion.archive.Precision;
import org.purify4j.diffusion.archive.Sha256;
import org.purify4j.diffusion.schedule.VarianceType;

class ModelArchiveTest {
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(VarianceType.class)
  void whatIsReadIsWhatWasWritten(VarianceType variance) throws IOException {
    Path file = folder.resolve("model.zip");
    try (DiffusionModel written = TinyModel.of(variance)) {
      written.save(file);
      try (DiffusionModel read = DiffusionModel.load(file)) {
        assertEquals(written.description(), read.description());
        assertEquals(written.weights(), read.weights());
      }
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(1, files.count(), "nothing is left beside the archive");
    }
  }

  @Test
  void sameModelGivesTheSameBytes() throws IOException {
    Path first = folder.resolve("first.zip");
    Path second = folder.resolve("second.zip");
    try (DiffusionModel model = TinyModel.of(VarianceType.FIXED_LARGE)) {
      model.save(first);
      model.save(second);
    }
    assertEquals(-1, Files.mismatch(first, second));
  }

  @Test
  void halfPrecisionKeepsElevenBits() throws IOException {
    Path whole = folder.resolve("whole.zip");
    Path half = folder.resolve("half.zip");
    try (DiffusionModel written = TinyModel.of(VarianceType.FIXED_LARGE)) {
      written.save(whole);
      written.save(half, Precision.FLOAT16);
      try (DiffusionModel read = DiffusionModel.load(half)) {
        read.weights()
            .forEach(
                (name, array) -> {
                  float[] expected = written.weights().get(name).dup().data().asFloat();
                  float[] actual = array.data().asFloat();
                  for (int i = 0; i < expected.length; i++) {
                    double tolerance = Math.max(0x1p-11 * Math.abs(expected[i]), 0x1p-25);
                    assertEquals(expected[i], actual[i], tolerance);
                  }
                });
      }
    }
    assertTrue(Files.size(half) < 0.6 * Files.size(whole));
  }

  /** What Java's or Jackson's conversions would take for 3. */
  @ParameterizedTest
  @ValueSource(strings = {"4", "0", "-1", "\"3\"", "3.0", "3.9", "4294967299", "true", "null"})
  void unknownVersionIsRefused(String version) throws IOException {
    Path file = withDescription(text -> text.replaceFirst("(formatVersion\" : )3", "$1" + version));
    assertEquals(
        file + ": model.json: format version: got " + version + ", must be from 1 to 3",
        refusal(file));
  }

  static Stream<Arguments> descriptions() {
    String deep = "[".repeat(100_000);
    return Stream.of(
        arguments("\"imageSize\" : 8", "\"imageSize\" : 1000000000", "imageSize: got 1000000000"),
        arguments("\"imageSize\" : 8", "\"imageSize\" : \"8\"", "imageSize: "),
        arguments("\"imageSize\" : 8", "\"imageSize\" : 8.5", "imageSize: "),
        arguments("\"imageSize\" : 8", "\"imageSize\" : null", "imageSize"),
        arguments("\"imageSize\" : 8", "\"imageSize\" : 8, \"imageSize\" : 8", "Duplicate"),
        arguments("\"imageSize\" : 8", "\"imageSize\" : 8, \"x\" : 8", "Unrecognized field"),
        arguments("\"imageSize\" : 8", "\"imageSize\" : 8, \"x\" : " + deep, "depth"),
        arguments(
            "\"imageSize\" : 8", "\"imageSize\" : " + "8".repeat(100_000), "Number value length"),
        arguments("\"timesteps\" : 4000", "\"timesteps\" : 200000000", "must be at most 1000000"),
        arguments("\"blocks\" : 1", "\"blocks\" : 100000", "operations, must have fewer blocks"),
        arguments(
            "\"modelChannels\" : 32",
            "\"modelChannels\" : 2000000000",
            "must be of 1 to 2147483647 elements"),
        arguments("\"kind\" : \"cosine\"", "\"kind\" : \"java.lang.Object\"", "known type ids"));
  }

  @ParameterizedTest
  @MethodSource("descriptions")
  void aDescriptionOutOfBoundsIsRefused(String there, String instead, String problem)
      throws IOException {
    Path file = withDescription(text -> text.replace(there, instead));
    String refusal = refusal(file);
    assertTrue(refusal.startsWith(file + ": model.json: "), refusal);
    assertTrue(refusal.contains(problem), refusal);
    assertEquals(1, refusal.lines().count());
  }

  @Test
  void aDescriptionWithSomethingBehindItIsRefused() throws IOException {
    assertTrue(refusal(withDescription(text -> text + "{}")).contains("Trailing token"));
  }

  /** Before its end is reached: 4 GB of blanks take seconds to read. */
  @Test
  void aDescriptionOfMegabytesIsRefused() throws IOException {
    Path file = withDescription(text -> text + " ".repeat(1 << 24));
    assertTrue(refusal(file).contains("must be at most 8388608"), refusal(file));
  }

  @Test
  void theVersionBeforeIsRead() throws IOException {
    Path file = folder.resolve("model.zip");
    try (DiffusionModel written = TinyModel.of(VarianceType.FIXED_LARGE)) {
      written.save(file);
      try (FileSystem zip = FileSystems.newFileSystem(file)) {
        Path json = zip.getPath("model.json");
        ObjectNode description = (ObjectNode) new ObjectMapper().readTree(Files.readString(json));
        description.put("formatVersion", 1).remove("weightsSha256");
        ObjectNode provenance = (ObjectNode) description.get("provenance");
        provenance.remove(List.of("version", "facts"));
        ((ObjectNode) provenance.get("notes")).put("num_heads", "2 (option)");
        Files.writeString(json, description.toString());
      }
      try (DiffusionModel read = DiffusionModel.load(file)) {
        Provenance provenance = read.description().provenance();
        assertEquals(Map.of("num_heads", Fact.given(2, "option")), provenance.facts());
        assertEquals(Map.of("weights", "random"), provenance.notes());
        assertEquals(written.weights(), read.weights());
      }
    }
  }

  @Test
  void unknownVersionOfTheProvenanceIsRefused() throws IOException {
    Path file = folder.resolve("model.zip");
    try (DiffusionModel written = TinyModel.of(VarianceType.FIXED_LARGE)) {
      written.save(file);
    }
    try (FileSystem zip = FileSystems.newFileSystem(file)) {
      Path json = zip.getPath("model.json");
      String changed = Files.readString(json).replaceFirst("\"version\" : 2", "\"version\" : 3");
      Files.writeString(json, changed);
    }
    ArchiveException thrown = assertThrows(ArchiveException.class, () -> DiffusionModel.load(file));
    assertEquals(
        file + ": model.json: provenance: version: got 3, must be 2 (written by a newer Purify4J?)",
        thrown.getMessage());
  }

  @Test
  void foreignZipIsRefused() {
    ArchiveException thrown =
        assertThrows(
            ArchiveException.class, () -> DiffusionModel.load(archive("data.pkl", "whatever")));
    assertTrue(thrown.getMessage().contains("has the unexpected member 'data.pkl'"));
  }

  @Test
  void missingFileIsNamed() {
    Path file = folder.resolve("nowhere.zip");
    ArchiveException thrown = assertThrows(ArchiveException.class, () -> DiffusionModel.load(file));
    assertTrue(thrown.getMessage().startsWith(file + ": no such file"));
    assertFalse(thrown.getMessage().contains("\n"));
  }

  @Test
  void failedWriteLeavesTheOldFile() throws IOException {
    Path file = folder.resolve("model.zip");
    Files.writeString(file, "old");
    AtomicFile.Content failing =
        out -> {
          out.write(1);
          throw new IOException("disk full");
        };
    assertThrows(IOException.class, () -> AtomicFile.write(file, failing));
    assertEquals("old", Files.readString(file));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(1, files.count());
    }
  }

  /** Weights of the same shapes under the description of others, every checksum right. */
  @Test
  void exchangedWeightsAreRefused() throws IOException {
    Path file = folder.resolve("model.zip");
    Path other = folder.resolve("other.zip");
    try (DiffusionModel model = TinyModel.of(VarianceType.FIXED_LARGE)) {
      model.save(file);
      model.weights().values().iterator().next().addi(1e-3);
      model.save(other);
    }
    try (FileSystem zip = FileSystems.newFileSystem(file);
        FileSystem from = FileSystems.newFileSystem(other)) {
      Files.copy(
          from.getPath("weights.safetensors"),
          zip.getPath("weights.safetensors"),
          StandardCopyOption.REPLACE_EXISTING);
    }
    byte[] weights;
    try (FileSystem zip = FileSystems.newFileSystem(file)) {
      weights = Files.readAllBytes(zip.getPath("weights.safetensors"));
    }
    String refusal = refusal(file);
    String named = file + ": weights.safetensors: got SHA-256 " + Sha256.of(weights) + ", must be ";
    assertTrue(refusal.startsWith(named), refusal);
  }

  /** Wherever it lies: in numbers, in the header of the tensors, or in what packs them. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void oneWrongBitIsDamage(boolean packed) throws IOException {
    Path file = folder.resolve("model.zip");
    try (DiffusionModel model = TinyModel.of(VarianceType.FIXED_LARGE)) {
      model.save(file);
    }
    if (packed) {
      try (FileSystem zip = FileSystems.newFileSystem(file)) {
        Path weights = zip.getPath("weights.safetensors");
        Files.write(weights, Files.readAllBytes(weights));
      }
    }
    byte[] whole = Files.readAllBytes(file);
    for (int i = 1; i <= 9; i++) {
      byte[] damaged = whole.clone();
      damaged[whole.length * i / 10] ^= 0x10;
      Path other = Files.write(folder.resolve("damaged.zip"), damaged);
      String refusal = refusal(other);
      assertTrue(refusal.startsWith(other + ": weights.safetensors: is damaged ("), refusal);
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, -1e30f})
  void weightsThatNoTrainingLeavesAreRefused(float weight) throws IOException {
    Path file = folder.resolve("model.zip");
    String name;
    try (DiffusionModel model = TinyModel.of(VarianceType.FIXED_LARGE)) {
      name = model.weights().keySet().iterator().next();
      model.weights().get(name).putScalar(0, weight);
      model.save(file);
    }
    String refusal = refusal(file);
    assertTrue(
        refusal.startsWith(file + ": weights.safetensors: " + name + ": got " + weight), refusal);
  }

  private static String refusal(Path file) {
    return assertThrows(ArchiveException.class, () -> DiffusionModel.load(file)).getMessage();
  }

  /** An archive whose description was changed, as a text of one value a line. */
  private Path withDescription(UnaryOperator<String> change) throws IOException {
    Path file = folder.resolve("changed.zip");
    try (DiffusionModel written = TinyModel.of(VarianceType.FIXED_LARGE)) {
      written.save(file);
    }
    try (FileSystem zip = FileSystems.newFileSystem(file)) {
      Path json = zip.getPath("model.json");
      String text = Files.readString(json);
      String changed = change.apply(text);
      assertNotEquals(text, changed);
      Files.writeString(json, changed);
    }
    return file;
  }

  private Path archive(String entry, String content) throws IOException {
    Path file = folder.resolve("foreign.zip");
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry(entry));
      zip.write(content.getBytes(StandardCharsets.UTF_8));
      zip.closeEntry();
    }
    return file;
  }
}
