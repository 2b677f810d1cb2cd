package org.purify4j.importers;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.deeplearning4j.util.ModelSerializer;
import org.purify4j.diffusion.archive.ArchiveException;
import org.purify4j.diffusion.archive.AtomicFile;
import org.purify4j.diffusion.model.Provenance;

/**
 * An imported classifier as a file: what DL4J's ModelSerializer writes, which it restores, and
 * beside it in the archive {@code provenance.json}, which it ignores.
 */
public final class ClassifierArchive {
  private static final String PROVENANCE = "provenance.json";
  private static final int LARGEST = 1 << 20;
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private ClassifierArchive() {}

  /**
   * Writes a file, whole or not at all.
   *
   * @throws IOException when it cannot be written
   */
  public static void write(ImportedClassifier classifier, Path file) throws IOException {
    AtomicFile.write(file, out -> write(classifier, file.toAbsolutePath().resolveSibling(""), out));
  }

  private static void write(ImportedClassifier classifier, Path folder, OutputStream out)
      throws IOException {
    Path network = Files.createTempFile(folder, ".purify", ".part");
    try {
      ModelSerializer.writeModel(classifier.graph(), network.toFile(), false);
      try (FileSystem zip = FileSystems.newFileSystem(network, Map.of())) {
        byte[] json = JSON.writeValueAsBytes(classifier.report().provenance());
        Files.write(zip.getPath(PROVENANCE), json);
      }
      Files.copy(network, out);
    } finally {
      Files.deleteIfExists(network);
    }
  }

  /**
   * Where a classifier came from; empty if the archive does not say, as when DL4J alone wrote it.
   *
   * @throws IOException when the file is no zip archive
   * @throws ArchiveException when the provenance in it is damaged or of an unknown version
   */
  public static Optional<Provenance> provenance(Path file) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      ZipEntry entry = zip.getEntry(PROVENANCE);
      if (entry == null) {
        return Optional.empty();
      }
      try (InputStream in = zip.getInputStream(entry)) {
        return Optional.of(JSON.readValue(in.readNBytes(LARGEST), Provenance.class));
      } catch (IOException e) {
        String problem = String.valueOf(e.getMessage()).lines().findFirst().orElse("damaged");
        throw new ArchiveException(file + ": " + PROVENANCE + ": " + problem, e);
      }
    }
  }
}
