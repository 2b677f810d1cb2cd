package org.purify4j.diffusion.model;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.archive.ArchiveException;
import org.purify4j.diffusion.archive.AtomicFile;
import org.purify4j.diffusion.archive.Precision;
import org.purify4j.diffusion.archive.TensorFile;

/**
 * A diffusion model in one zip file: {@code model.json} (format version and {@link
 * ModelDescription}) and {@code weights.safetensors}.
 */
final class ModelArchive {
  /** The version written; the one before it, whose provenance has no version, is read too. */
  static final int FORMAT_VERSION = 2;

  private static final int OLDEST_VERSION = 1;

  /** Ten times what a schedule takes that is given by the β of a hundred thousand steps. */
  private static final int LARGEST_DESCRIPTION = 1 << 25;

  private static final String DESCRIPTION = "model.json";
  private static final String WEIGHTS = "weights.safetensors";
  private static final String VERSION = "formatVersion";
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES);

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
    ObjectNode json = JSON.createObjectNode().put(VERSION, FORMAT_VERSION);
    json.setAll((ObjectNode) JSON.valueToTree(model.description()));
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(entry(DESCRIPTION));
      zip.write(JSON.writeValueAsBytes(json));
      zip.closeEntry();
      zip.putNextEntry(stored(WEIGHTS, sums -> TensorFile.write(model.weights(), precision, sums)));
      TensorFile.write(model.weights(), precision, zip);
      zip.closeEntry();
    }
  }

  /** An entry of which the bytes lie in the file as they are; zip wants their sums before them. */
  private static ZipEntry stored(String name, AtomicFile.Content content) throws IOException {
    CRC32 crc = new CRC32();
    CountingStream count = new CountingStream();
    content.writeTo(new CheckedOutputStream(count, crc));
    ZipEntry entry = entry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(count.bytes);
    entry.setCrc(crc.getValue());
    return entry;
  }

  private static final class CountingStream extends OutputStream {
    private long bytes;

    @Override
    public void write(int b) {
      bytes++;
    }

    @Override
    public void write(byte[] buffer, int offset, int length) {
      bytes += length;
    }
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
    if (!Files.isRegularFile(file)) {
      throw new ArchiveException(file + ": no such file, must be a model written by 'import'");
    }
    try (ZipFile zip = new ZipFile(file.toFile())) {
      ModelDescription description = description(file, zip);
      try (InputStream in = new BufferedInputStream(open(file, zip, WEIGHTS), 1 << 16)) {
        Map<String, INDArray> weights = TensorFile.read(in);
        return new DiffusionModel(description, weights);
      }
    } catch (ZipException e) {
      throw new ArchiveException(file + ": is no model archive (" + e.getMessage() + ")", e);
    } catch (IOException | IllegalArgumentException e) {
      throw new ArchiveException(file + ": could not be read (" + firstLine(e) + ")", e);
    }
  }

  /**
   * Reads what an archive says of its model, without its weights.
   *
   * @throws ArchiveException as {@link #read}
   */
  static ModelDescription describe(Path file) {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      return description(file, zip);
    } catch (IOException | IllegalArgumentException e) {
      throw new ArchiveException(file + ": could not be read (" + firstLine(e) + ")", e);
    }
  }

  private static ModelDescription description(Path file, ZipFile zip) throws IOException {
    try (InputStream in = open(file, zip, DESCRIPTION)) {
      byte[] bytes = in.readNBytes(LARGEST_DESCRIPTION + 1);
      if (bytes.length > LARGEST_DESCRIPTION) {
        throw new ArchiveException(
            file + ": " + DESCRIPTION + ": must be at most " + LARGEST_DESCRIPTION + " bytes");
      }
      JsonNode json = JSON.readTree(bytes);
      int version = json.path(VERSION).asInt();
      if (version < OLDEST_VERSION || version > FORMAT_VERSION || !json.isObject()) {
        throw new ArchiveException(
            file
                + ": format version: got "
                + json.path(VERSION)
                + ", must be "
                + OLDEST_VERSION
                + " or "
                + FORMAT_VERSION);
      }
      return JSON.treeToValue(((ObjectNode) json).without(VERSION), ModelDescription.class);
    }
  }

  private static InputStream open(Path file, ZipFile zip, String name) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new ArchiveException(file + ": is no model archive (has no " + name + ")");
    }
    return zip.getInputStream(entry);
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse(e.toString());
  }
}
