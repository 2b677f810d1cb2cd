package org.purify4j.diffusion.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.purify4j.diffusion.archive.ArchiveException;
import org.purify4j.diffusion.archive.AtomicFile;
import org.purify4j.diffusion.archive.Precision;
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

  @Test
  void unknownVersionIsRefused() throws IOException {
    ArchiveException thrown =
        assertThrows(
            ArchiveException.class,
            () -> DiffusionModel.load(archive("model.json", "{\"formatVersion\": 3}")));
    assertTrue(thrown.getMessage().endsWith("format version: got 3, must be 1 or 2"));
  }

  @Test
  void theVersionBeforeIsRead() throws IOException {
    Path file = folder.resolve("model.zip");
    try (DiffusionModel written = TinyModel.of(VarianceType.FIXED_LARGE)) {
      written.save(file);
      try (FileSystem zip = FileSystems.newFileSystem(file)) {
        Path json = zip.getPath("model.json");
        ObjectNode description = (ObjectNode) new ObjectMapper().readTree(Files.readString(json));
        description.put("formatVersion", 1);
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
        file
            + ": could not be read (provenance version: got 3, must be at most 2 (written by a"
            + " newer Purify4J?))",
        thrown.getMessage());
  }

  @Test
  void foreignZipIsRefused() {
    ArchiveException thrown =
        assertThrows(
            ArchiveException.class, () -> DiffusionModel.load(archive("data.pkl", "whatever")));
    assertTrue(thrown.getMessage().contains("is no model archive (has no model.json)"));
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
