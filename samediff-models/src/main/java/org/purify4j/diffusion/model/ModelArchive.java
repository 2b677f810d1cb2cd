package org.purify4j.diffusion.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.archive.ArchiveException;
import org.purify4j.diffusion.archive.AtomicFile;
import org.purify4j.diffusion.archive.BoundedJson;
import org.purify4j.diffusion.archive.CheckedZip;
import org.purify4j.diffusion.archive.FiniteWeights;
import org.purify4j.diffusion.archive.Precision;
import org.purify4j.diffusion.archive.StreamSums;
import org.purify4j.diffusion.archive.TensorFile;
import org.purify4j.diffusion.network.ParameterCheck;

/**
 * A diffusion model in one zip file: {@code model.json} (format version, SHA-256 of the weights,
 * and {@link ModelDescription}) and {@code weights.safetensors}.
 */
final class ModelArchive {
  /** The version written; those before it, which have no digest of the weights, are read too. */
  static final int FORMAT_VERSION = 3;

  private static final int OLDEST_VERSION = 1;
  private static final int FIRST_WITH_DIGEST = 3;

  private static final String DESCRIPTION = "model.json";
  private static final String WEIGHTS = "weights.safetensors";
  private static final String VERSION = "formatVersion";
  private static final String DIGEST = "weightsSha256";
  private static final ObjectMapper JSON = BoundedJson.mapper();

  private ModelArchive() {}

  /**
   * Writes an archive, whole or not at all.
   *
   * @throws ArchiveException when the file cannot be written
   */
  static void write(DiffusionModel model, Path file, Precision precision) {
    try {
      AtomicFile.write(file, out -> write(model, precision, out));
    } catch (IOException e) {
      throw new ArchiveException(file + ": could not be written (" + e.getMessage() + ")", e);
    }
  }

  private static void write(DiffusionModel model, Precision precision, OutputStream out)
      throws IOException {
    StreamSums sums = new StreamSums();
    TensorFile.write(model.weights(), precision, sums);
    ObjectNode json = JSON.createObjectNode();
    json.put(VERSION, FORMAT_VERSION).put(DIGEST, sums.sha256());
    json.setAll((ObjectNode) JSON.valueToTree(model.description()));
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(entry(DESCRIPTION));
      zip.write(JSON.writeValueAsBytes(json));
      zip.closeEntry();
      zip.putNextEntry(stored(WEIGHTS, sums));
      TensorFile.write(model.weights(), precision, zip);
      zip.closeEntry();
    }
  }

  /** An entry of which the bytes lie in the file as they are; zip wants their sums before them. */
  private static ZipEntry stored(String name, StreamSums sums) {
    ZipEntry entry = entry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(sums.count());
    entry.setCrc(sums.crc());
    return entry;
  }

  /** Without a time of its own, so that the same model gives the same bytes. */
  private static ZipEntry entry(String name) {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0));
    return entry;
  }

  /**
   * Reads an archive.
   *
   * @throws ArchiveException when the file is missing, is no archive, or has another format version
   */
  static DiffusionModel read(Path file) {
    try (CheckedZip zip = open(file)) {
      Header header = header(file, zip.bytes(DESCRIPTION, BoundedJson.LARGEST));
      return new DiffusionModel(header.description(), weights(zip, header));
    }
  }

  /**
   * Reads what an archive says of its model, without its weights.
   *
   * @throws ArchiveException as {@link #read}
   */
  static ModelDescription describe(Path file) {
    try (CheckedZip zip = open(file)) {
      return header(file, zip.bytes(DESCRIPTION, BoundedJson.LARGEST)).description();
    }
  }

  private static CheckedZip open(Path file) {
    if (!Files.exists(file)) {
      throw new ArchiveException(file + ": no such file, must be a model written by 'import'");
    }
    CheckedZip zip = CheckedZip.open(file, Set.of(DESCRIPTION, WEIGHTS));
    if (!zip.has(DESCRIPTION)) {
      zip.close();
      throw new ArchiveException(file + ": is no model archive (has no " + DESCRIPTION + ")");
    }
    return zip;
  }

  /**
   * What the weights have to be.
   *
   * @param parameters names and shapes of the network's
   * @param sha256 of their file; empty in the first versions
   */
  private record Header(
      ModelDescription description, Map<String, long[]> parameters, Optional<String> sha256) {}

  private static Header header(Path file, byte[] bytes) {
    try {
      JsonNode json = JSON.readTree(bytes);
      int version = version(json);
      ObjectNode fields = ((ObjectNode) json).without(VERSION);
      Optional<String> digest = Optional.empty();
      if (version >= FIRST_WITH_DIGEST) {
        digest = Optional.of(digest(fields.path(DIGEST)));
        fields.remove(DIGEST);
      }
      ModelDescription description = JSON.treeToValue(fields, ModelDescription.class);
      description.schedule().build();
      return new Header(description, description.describeNetwork().parameters(), digest);
    } catch (IOException | IllegalArgumentException e) {
      throw new ArchiveException(file + ": " + DESCRIPTION + ": " + BoundedJson.problem(e), e);
    }
  }

  private static String digest(JsonNode digest) throws IOException {
    if (!digest.isTextual() || !digest.asText().matches("[0-9a-f]{64}")) {
      throw new IOException(DIGEST + ": got " + shown(digest) + ", must be 64 hexadecimal digits");
    }
    return digest.asText();
  }

  private static int version(JsonNode json) throws IOException {
    JsonNode version = json.path(VERSION);
    if (!version.isInt() || version.asInt() < OLDEST_VERSION || version.asInt() > FORMAT_VERSION) {
      throw new IOException(
          "format version: got "
              + shown(version)
              + ", must be from "
              + OLDEST_VERSION
              + " to "
              + FORMAT_VERSION);
    }
    return version.asInt();
  }

  private static String shown(JsonNode value) {
    return value.isMissingNode() ? "none" : value.toString();
  }

  private static Map<String, INDArray> weights(CheckedZip zip, Header header) {
    return zip.read(
        WEIGHTS,
        (in, length) -> {
          StreamSums sums = new StreamSums();
          InputStream summed = new BufferedInputStream(sums.of(in), 1 << 16);
          Map<String, INDArray> weights =
              TensorFile.read(
                  summed, length, shapes -> ParameterCheck.require(header.parameters(), shapes));
          String digest = sums.sha256();
          String expected = header.sha256().orElse(digest);
          if (!digest.equals(expected)) {
            throw new IOException("got SHA-256 " + digest + ", must be " + expected);
          }
          FiniteWeights.check(weights);
          return weights;
        });
  }
}
