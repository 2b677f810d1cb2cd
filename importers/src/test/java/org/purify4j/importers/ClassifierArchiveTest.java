package org.purify4j.importers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.purify4j.diffusion.archive.ArchiveException;
import org.purify4j.diffusion.model.Fact;
import org.purify4j.diffusion.model.Provenance;

/** What an archive of a classifier says of where it came from. */
class ClassifierArchiveTest {
  private static final Path CHECKPOINT =
      Path.of("src/test/resources/golden/kuangliu-shufflenetv2.pt");

  @TempDir Path folder;

  @Test
  void keepsTheProvenanceBesideTheNetwork() throws IOException {
    ImportedClassifier imported = imported();
    Path file = written(imported);
    assertEquals(Optional.of(imported.report().provenance()), ClassifierArchive.provenance(file));
    assertEquals(
        imported.graph().params(),
        ModelSerializer.restoreComputationGraph(file.toFile(), false).params());
  }

  @Test
  void saysWhatEveryFactRestsOn() {
    Map<String, Fact> facts = imported().report().facts();
    assertEquals(Fact.inferred(10), facts.get("classes"));
    assertEquals(Fact.given(16, "option"), facts.get("image size"));
    assertEquals(Fact.assumed("cifar10", "the family's authors"), facts.get("normalization"));
  }

  @Test
  void theFormBeforeFactsHadTypesGivesTheSame() throws IOException {
    Path file = written(imported());
    Provenance expected = ClassifierArchive.provenance(file).orElseThrow();
    change(
        file,
        json -> {
          expected
              .facts()
              .forEach((name, fact) -> ((ObjectNode) json.get("notes")).put(name, fact.toString()));
          json.remove(List.of("version", "facts"));
        });
    assertEquals(Optional.of(expected), ClassifierArchive.provenance(file));
  }

  @Test
  void unknownVersionIsRefused() throws IOException {
    Path file = written(imported());
    change(file, json -> json.put("version", 3));
    ArchiveException e =
        assertThrows(ArchiveException.class, () -> ClassifierArchive.provenance(file));
    assertEquals(
        file + ": provenance.json: version: got 3, must be 2 (written by a newer Purify4J?)",
        e.getMessage());
  }

  /** A disk that is full after some bytes, in every entry and at the archive's end. */
  @Test
  void aFullDiskIsAnIoExceptionThatSaysSo() throws IOException {
    ImportedClassifier imported = imported();
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    ClassifierArchive.write(imported, whole);
    for (int room : List.of(0, 100, whole.size() / 2, whole.size() - 1)) {
      IOException e =
          assertThrows(
              IOException.class,
              () -> ClassifierArchive.write(imported, new FullDisk(room)),
              "after " + room + " of " + whole.size() + " bytes");
      assertEquals("No space left on device", e.getMessage(), "after " + room + " bytes");
    }
  }

  private static final class FullDisk extends OutputStream {
    private int room;

    FullDisk(int room) {
      this.room = room;
    }

    @Override
    public void write(int value) throws IOException {
      if (room-- <= 0) {
        throw new IOException("No space left on device");
      }
    }
  }

  @Test
  void nothingIsLeftBesideTheFile() throws IOException {
    written(imported());
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(folder.resolve("classifier.zip")), files.toList());
    }
  }

  private static ImportedClassifier imported() {
    return Importers.importClassifier(CHECKPOINT, ImportOptions.none().withImageSize(16));
  }

  private Path written(ImportedClassifier imported) throws IOException {
    Path file = folder.resolve("classifier.zip");
    ClassifierArchive.write(imported, file);
    return file;
  }

  private static void change(Path file, Consumer<ObjectNode> change) throws IOException {
    try (FileSystem zip = FileSystems.newFileSystem(file)) {
      Path entry = zip.getPath("provenance.json");
      ObjectNode json = (ObjectNode) new ObjectMapper().readTree(Files.readString(entry));
      change.accept(json);
      Files.writeString(entry, json.toString());
    }
  }
}
