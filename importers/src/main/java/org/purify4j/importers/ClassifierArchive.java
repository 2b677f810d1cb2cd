package org.purify4j.importers;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
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
    AtomicFile.write(file, out -> write(classifier, out));
  }

  /**
   * Writes a network that was made of an imported one, such as one that purifies its input, with
   * where that came from, which {@code ModelSerializer} would leave out. Whole or not at all.
   *
   * @param origin what {@link #provenance} said of the imported one's file
   * @throws IOException when it cannot be written
   */
  public static void write(ComputationGraph graph, Provenance origin, Path file)
      throws IOException {
    AtomicFile.write(file, out -> write(graph, origin, out));
  }

  /** The entries that ModelSerializer writes, and one more. */
  static void write(ImportedClassifier classifier, OutputStream out) throws IOException {
    write(classifier.graph(), classifier.report().provenance(), out);
  }

  private static void write(ComputationGraph graph, Provenance origin, OutputStream out)
      throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      String configuration = graph.getConfiguration().toJson();
      put(
          ModelSerializer.CONFIGURATION_JSON,
          zip,
          to -> to.write(configuration.getBytes(StandardCharsets.UTF_8)));
      put(ModelSerializer.COEFFICIENTS_BIN, zip, to -> writeParameters(graph.params(), to));
      byte[] provenance = JSON.writeValueAsBytes(origin);
      put(PROVENANCE, zip, to -> to.write(provenance));
    }
  }

  private static void put(String name, ZipOutputStream zip, AtomicFile.Content content)
      throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0)); // the same network, the same bytes
    zip.putNextEntry(entry);
    content.writeTo(zip);
    zip.closeEntry();
  }

  /** Java's own exception for a full disk, which ND4J wraps. */
  private static void writeParameters(INDArray parameters, OutputStream to) throws IOException {
    DataOutputStream data = new DataOutputStream(new BufferedOutputStream(to, 1 << 16));
    try {
      Nd4j.write(parameters, data);
    } catch (RuntimeException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw e;
    }
    data.flush();
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
