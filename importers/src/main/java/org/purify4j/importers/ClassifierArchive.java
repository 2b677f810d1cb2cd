package org.purify4j.importers;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.deeplearning4j.util.ModelSerializer;
import org.purify4j.diffusion.archive.ArchiveException;
import org.purify4j.diffusion.archive.AtomicFile;
import org.purify4j.diffusion.archive.BoundedJson;
import org.purify4j.diffusion.archive.CheckedZip;
import org.purify4j.diffusion.model.Provenance;

/**
 * An imported classifier as a file: what DL4J's ModelSerializer writes, which it restores, and
 * beside it in the archive {@code provenance.json}, which it ignores.
 */
public final class ClassifierArchive {
  /** The name of the member that says where the network came from. */
  public static final String PROVENANCE = "provenance.json";

  /** The names of all members that a saved network may have. */
  public static final Set<String> MEMBERS =
      Set.of(
          ModelSerializer.CONFIGURATION_JSON,
          ModelSerializer.COEFFICIENTS_BIN,
          ModelSerializer.NO_PARAMS_MARKER,
          ModelSerializer.UPDATER_BIN,
          ModelSerializer.NORMALIZER_BIN,
          ModelSerializer.PREPROCESSOR_BIN,
          PROVENANCE);

  private static final int LARGEST = 1 << 20;
  private static final ObjectMapper JSON = BoundedJson.mapper();

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
   * @throws ArchiveException when the file is no zip archive, has members that are not a saved
   *     network's, or when the provenance in it is damaged or of an unknown version
   */
  public static Optional<Provenance> provenance(Path file) {
    try (CheckedZip zip = CheckedZip.open(file, MEMBERS)) {
      if (!zip.has(PROVENANCE)) {
        return Optional.empty();
      }
      byte[] json = zip.bytes(PROVENANCE, LARGEST);
      try {
        return Optional.of(JSON.readValue(json, Provenance.class));
      } catch (IOException e) {
        throw new ArchiveException(file + ": " + PROVENANCE + ": " + BoundedJson.problem(e), e);
      }
    }
  }
}
