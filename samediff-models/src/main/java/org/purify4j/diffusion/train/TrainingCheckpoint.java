package org.purify4j.diffusion.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.archive.ArchiveException;
import org.purify4j.diffusion.archive.AtomicFile;
import org.purify4j.diffusion.archive.BoundedJson;
import org.purify4j.diffusion.archive.CheckedZip;
import org.purify4j.diffusion.archive.FiniteWeights;
import org.purify4j.diffusion.archive.TensorFile;
import org.purify4j.diffusion.model.ModelDescription;
import org.purify4j.diffusion.network.Network;
import org.purify4j.diffusion.network.ParameterCheck;
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
  private static final Set<String> MEMBERS = Set.of(HEADER, WEIGHTS, AVERAGE, FIRST, SECOND);
  private static final ObjectMapper JSON = BoundedJson.mapper();

  /** The JSON beside the tensors. */
  private record Header(
      int formatVersion,
      long step,
      TrainingConfig config,
      String images,
      ModelDescription description) {
    Header {
      if (step < 0) {
        throw new IllegalArgumentException("step: got " + step + ", must be at least 0");
      }
    }
  }

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
   * @throws ArchiveException when the file is missing, damaged, or has another format version
   */
  public static TrainingCheckpoint read(Path file) {
    try (CheckedZip zip = CheckedZip.open(file, MEMBERS)) {
      if (!zip.has(HEADER)) {
        throw new ArchiveException(file + ": is no training checkpoint (has no " + HEADER + ")");
      }
      Header header = header(file, zip.bytes(HEADER, BoundedJson.LARGEST));
      Network network = network(file, header.description());
      TrainingState state =
          new TrainingState(
              header.step(),
              parameters(zip, WEIGHTS, network),
              parameters(zip, AVERAGE, network),
              parameters(zip, FIRST, network),
              parameters(zip, SECOND, network));
      return new TrainingCheckpoint(header.description(), header.config(), header.images(), state);
    }
  }

  private static Header header(Path file, byte[] bytes) {
    try {
      JsonNode json = JSON.readTree(bytes);
      JsonNode version = json.path("formatVersion");
      if (!version.isInt() || version.asInt() != FORMAT_VERSION) {
        throw new IOException(
            "format version: got "
                + (version.isMissingNode() ? "none" : version)
                + ", must be "
                + FORMAT_VERSION);
      }
      return JSON.treeToValue(json, Header.class);
    } catch (IOException | IllegalArgumentException e) {
      throw new ArchiveException(file + ": " + HEADER + ": " + BoundedJson.problem(e), e);
    }
  }

  private static Network network(Path file, ModelDescription description) {
    try {
      return description.describeNetwork();
    } catch (IllegalArgumentException e) {
      throw new ArchiveException(file + ": " + HEADER + ": " + e.getMessage(), e);
    }
  }

  private static Parameters parameters(CheckedZip zip, String name, Network network) {
    return zip.read(
        name,
        (in, length) -> {
          Map<String, INDArray> arrays =
              TensorFile.read(
                  new BufferedInputStream(in, 1 << 16),
                  length,
                  shapes -> ParameterCheck.require(network.parameters(), shapes));
          FiniteWeights.check(arrays);
          Parameters parameters = Parameters.of(network, arrays);
          arrays.values().forEach(INDArray::close);
          return parameters;
        });
  }
}
