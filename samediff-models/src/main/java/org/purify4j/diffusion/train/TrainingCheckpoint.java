package org.purify4j.diffusion.train;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.archive.ArchiveException;
import org.purify4j.diffusion.archive.AtomicFile;
import org.purify4j.diffusion.archive.TensorFile;
import org.purify4j.diffusion.model.ModelDescription;
import org.purify4j.diffusion.network.Network;
import org.purify4j.diffusion.network.Parameters;

/**
 * A training that was interrupted, in one zip file: {@code training.json} and four sets of tensors.
 *
 * @param description of the network
 * @param config the settings
 * @param images what names the training images, for comparison
 * @param state how far it is
 */
public record TrainingCheckpoint(
    ModelDescription description, TrainingConfig config, String images, TrainingState state) {
  /** The version written, and the only one read. */
  static final int FORMAT_VERSION = 1;

  private static final String HEADER = "training.json";
  private static final String WEIGHTS = "weights.safetensors";
  private static final String AVERAGE = "average.safetensors";
  private static final String FIRST = "first-moment.safetensors";
  private static final String SECOND = "second-moment.safetensors";
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES);

  /** The JSON beside the tensors. */
  private record Header(
      int formatVersion,
      long step,
      TrainingConfig config,
      String images,
      ModelDescription description) {}

  /**
   * Writes it, whole or not at all.
   *
   * @throws IOException when the file cannot be written
   */
  public void write(Path file) throws IOException {
    AtomicFile.write(file, this::write);
  }

  private void write(OutputStream out) throws IOException {
    Header header = new Header(FORMAT_VERSION, state.step(), config, images, description);
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry(HEADER));
      zip.write(JSON.writeValueAsBytes(header));
      zip.closeEntry();
      zip.setLevel(Deflater.NO_COMPRESSION);
      write(WEIGHTS, state.weights(), zip);
      write(AVERAGE, state.average(), zip);
      write(FIRST, state.firstMoment(), zip);
      write(SECOND, state.secondMoment(), zip);
    }
  }

  private static void write(String name, Parameters parameters, ZipOutputStream zip)
      throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    Map<String, INDArray> arrays = parameters.toArrays();
    TensorFile.write(arrays, zip);
    arrays.values().forEach(INDArray::close);
    zip.closeEntry();
  }

  /**
   * Reads one.
   *
   * @throws ArchiveException when the file is missing, is none, or has another format version
   */
  public static TrainingCheckpoint read(Path file) {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      Header header = header(file, zip);
      int size = header.description().imageSize();
      Network network = header.description().network().describe(size, size);
      TrainingState state =
          new TrainingState(
              header.step(),
              parameters(file, zip, WEIGHTS, network),
              parameters(file, zip, AVERAGE, network),
              parameters(file, zip, FIRST, network),
              parameters(file, zip, SECOND, network));
      return new TrainingCheckpoint(header.description(), header.config(), header.images(), state);
    } catch (IOException | IllegalArgumentException e) {
      throw new ArchiveException(file + ": is no training checkpoint (" + e.getMessage() + ")", e);
    }
  }

  private static Header header(Path file, ZipFile zip) throws IOException {
    try (InputStream in = open(file, zip, HEADER)) {
      JsonNode json = JSON.readTree(in);
      int version = json.path("formatVersion").asInt();
      if (version != FORMAT_VERSION || !(json instanceof ObjectNode)) {
        throw new ArchiveException(
            file + ": format version: got " + version + ", must be " + FORMAT_VERSION);
      }
      return JSON.treeToValue(json, Header.class);
    }
  }

  private static Parameters parameters(Path file, ZipFile zip, String name, Network network)
      throws IOException {
    try (InputStream in = new BufferedInputStream(open(file, zip, name), 1 << 16)) {
      Map<String, INDArray> arrays = TensorFile.read(in);
      Parameters parameters = Parameters.of(network, arrays);
      arrays.values().forEach(INDArray::close);
      return parameters;
    }
  }

  private static InputStream open(Path file, ZipFile zip, String name) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new ArchiveException(file + ": is no training checkpoint (has no " + name + ")");
    }
    return zip.getInputStream(entry);
  }
}
