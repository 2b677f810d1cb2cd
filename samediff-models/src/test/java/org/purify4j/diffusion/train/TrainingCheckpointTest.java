package org.purify4j.diffusion.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.purify4j.diffusion.archive.ArchiveException;
import org.purify4j.diffusion.model.DiffusionModel;
import org.purify4j.diffusion.model.ModelDescription;
import org.purify4j.diffusion.model.TinyModel;
import org.purify4j.diffusion.schedule.VarianceType;

/** A checkpoint whose provenance is that of another version of the program. */
class TrainingCheckpointTest {
  @TempDir Path dir;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = dir.resolve("checkpoint.zip");
    try (DiffusionModel model = TinyModel.of(VarianceType.FIXED_SMALL)) {
      ModelDescription description =
          model
              .description()
              .withProvenance(
                  model.description().provenance().withSource("trained", "", "purify4j 0.0.1"));
      TrainingState state =
          TrainingState.of(InitialWeights.of(description.network().describe(8, 8), 1));
      new TrainingCheckpoint(description, TrainingConfig.of(5), "images", state).write(file);
    }
  }

  /** Which program made it is information; who goes on with the training decides. */
  @Test
  void theProgramIsRead() {
    assertEquals(
        "purify4j 0.0.1", TrainingCheckpoint.read(file).description().provenance().program());
  }

  @Test
  void anUnknownVersionOfItsFormIsRefusedInOneLine() throws IOException {
    edit("\"version\" : 2", "\"version\" : 3");
    ArchiveException e = assertThrows(ArchiveException.class, () -> TrainingCheckpoint.read(file));
    String message = String.valueOf(e.getMessage());
    assertTrue(message.startsWith(file + ": training.json: description.provenance"), message);
    assertTrue(
        message.endsWith("version: got 3, must be 2 (written by a newer Purify4J?)"), message);
    assertEquals(1, message.lines().count(), message);
  }

  @Test
  void anUnknownVersionOfTheCheckpointIsRefusedInOneLine() throws IOException {
    edit("\"formatVersion\" : 1", "\"formatVersion\" : 2");
    ArchiveException e = assertThrows(ArchiveException.class, () -> TrainingCheckpoint.read(file));
    assertEquals(file + ": training.json: format version: got 2, must be 1", e.getMessage());
  }

  private void edit(String there, String instead) throws IOException {
    Map<String, byte[]> members = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        members.put(entry.getName(), zip.readAllBytes());
      }
    }
    String json = new String(members.get("training.json"), StandardCharsets.UTF_8);
    assertTrue(json.contains(there), json);
    members.put("training.json", json.replace(there, instead).getBytes(StandardCharsets.UTF_8));
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> member : members.entrySet()) {
        zip.putNextEntry(new ZipEntry(member.getKey()));
        zip.write(member.getValue());
        zip.closeEntry();
      }
    }
  }
}
