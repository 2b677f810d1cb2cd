package org.purify4j.diffusion.model;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.archive.Precision;
import org.purify4j.diffusion.engine.ExecutableNetwork;
import org.purify4j.diffusion.engine.choice.ModelNetworks;
import org.purify4j.diffusion.fault.ClosedException;
import org.purify4j.diffusion.network.Network;
import org.purify4j.diffusion.network.ParameterCheck;
import org.purify4j.diffusion.schedule.NoiseSchedule;

/**
 * A pretrained diffusion model: its description and its weights. It may be shared between threads
 * as long as none closes it; the networks it makes may not.
 */
public final class DiffusionModel implements AutoCloseable {
  private final ModelDescription description;
  private final Map<String, INDArray> weights;
  private final ModelNetworks networks;
  private final NoiseSchedule schedule;
  private volatile boolean closed;

  /**
   * Takes over the weights.
   *
   * @param description what the model is
   * @param weights every parameter by its checkpoint name, float32; owned by the model from here on
   * @throws IllegalArgumentException naming the missing, misshapen or unexpected parameters
   */
  public DiffusionModel(ModelDescription description, Map<String, INDArray> weights) {
    this.description = description;
    this.schedule = description.schedule().build();
    this.weights = new LinkedHashMap<>(weights);
    this.networks = new ModelNetworks(this.weights);
    Map<String, long[]> shapes = new LinkedHashMap<>();
    weights.forEach((name, array) -> shapes.put(name, array.shape()));
    ParameterCheck.require(network().parameters(), shapes);
  }

  /**
   * Reads an archive written by {@link #save}, with every checksum in it and the digest of the
   * weights.
   *
   * @throws org.purify4j.diffusion.archive.ArchiveException if the file is missing or damaged, or
   *     its weights are none that a training leaves behind
   */
  public static DiffusionModel load(Path file) {
    return ModelArchive.read(file);
  }

  /**
   * Reads what an archive says of its model, and none of its weights.
   *
   * @throws org.purify4j.diffusion.archive.ArchiveException when the file is missing or is no
   *     archive
   */
  public static ModelDescription describe(Path file) {
    return ModelArchive.describe(file);
  }

  /** Writes an archive, whole or not at all. */
  public void save(Path file) {
    save(file, Precision.FLOAT32);
  }

  /**
   * Writes an archive, whole or not at all.
   *
   * @param precision in which the weights are stored
   */
  public void save(Path file, Precision precision) {
    requireOpen();
    ModelArchive.write(this, file, precision);
  }

  /** What the model is. */
  public ModelDescription description() {
    return description;
  }

  /**
   * The parameters by name; not to be modified.
   *
   * @throws ClosedException if the model is closed
   */
  public Map<String, INDArray> weights() {
    requireOpen();
    return Collections.unmodifiableMap(weights);
  }

  /** The tables of its noise schedule. */
  public NoiseSchedule schedule() {
    return schedule;
  }

  /** What the network is told at a timestep of the full schedule. */
  public double networkTime(int timestep) {
    return description.timeUnit().of(timestep, schedule);
  }

  /** The network at the size it was trained on. */
  public Network network() {
    return description.describeNetwork();
  }

  /** How the noise follows from the network's output at a timestep of the full schedule. */
  public Parametrization parametrization(int timestep) {
    return description.predicts().at(schedule.alphaBar(timestep));
  }

  /**
   * A network that predicts the noise, in float32 for one batch and image size, whatever the
   * network of the model itself predicts. It holds native memory until closed.
   *
   * @param batchSize images per call
   * @param height of the images, in pixels; need not be the training size
   * @param width of the images
   */
  public ExecutableNetwork noiseNetwork(int batchSize, int height, int width) {
    ExecutableNetwork network = rawNetwork(batchSize, height, width);
    if (description.predicts() == Prediction.NOISE) {
      return network;
    }
    TimeTable table = new TimeTable(schedule, description.timeUnit());
    return new NoiseNetwork(network, time -> description.predicts().at(table.alphaBar(time)));
  }

  /**
   * The network itself: its input and output are what its authors' code has, and not always the
   * noisy image and its noise.
   *
   * @param batchSize images per call
   * @param height of the images, in pixels; need not be the training size
   * @param width of the images
   */
  public ExecutableNetwork rawNetwork(int batchSize, int height, int width) {
    requireOpen();
    ExecutableNetwork network =
        networks.open(description.network().describe(height, width), batchSize);
    return new NetworkOfModel(network, this::requireOpen);
  }

  private void requireOpen() {
    if (closed) {
      throw new ClosedException("diffusion model");
    }
  }

  /** Frees the weights; the model and its networks are unusable afterwards. */
  @Override
  public void close() {
    closed = true;
    weights.values().forEach(INDArray::close);
    weights.clear();
  }
}
