package org.purify4j.dl4j;

import java.util.Objects;
import java.util.Optional;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.purify4j.victim.ImagePurification;
import org.purify4j.victim.InputEncoding;

/**
 * Configuration of the vertex that purifies images, the first in a {@code ComputationGraph} after
 * the input that is the image. It has no parameters; the diffusion model stays in its archive.
 *
 * <p>Input and output are images as the {@linkplain InputEncoding encoding} says: {@code [n, c, h,
 * w]} in [0, 1] unless it says otherwise. The backward pass returns the gradient unchanged (BPDA,
 * which treats the purifier as the identity: Athalye et al. 2018). If the guidance asks the victim,
 * that is the rest of the graph that contains the vertex, also after cloning and restoring.
 */
public final class PurificationVertex extends GraphVertex implements ImagePurification {
  private static final long serialVersionUID = 1L;

  private final PurifierReference purifier;
  private final InputEncoding encoding;
  private final @Nullable String classOutput;

  /**
   * Creates a vertex for a graph with one output.
   *
   * @param purifier identifies the diffusion model and its settings
   * @param encoding how the graph's input encodes images
   */
  public PurificationVertex(PurifierReference purifier, InputEncoding encoding) {
    this(purifier, encoding, Optional.empty());
  }

  /**
   * Creates a vertex.
   *
   * @param purifier identifies the diffusion model and its settings
   * @param encoding how the graph's input encodes images
   * @param classOutput name of the graph's output that the guidance asks; needed if there are
   *     several
   */
  public PurificationVertex(
      PurifierReference purifier, InputEncoding encoding, Optional<String> classOutput) {
    this.purifier = purifier;
    this.encoding = encoding;
    this.classOutput = classOutput.orElse(null);
  }

  /**
   * Reads a vertex.
   *
   * @param format takes the place of the encoding in vertices saved before there was one
   */
  @JsonCreator
  static PurificationVertex read(
      @JsonProperty("purifier") PurifierReference purifier,
      @JsonProperty("encoding") @Nullable InputEncoding encoding,
      @JsonProperty("format") @Nullable CNN2DFormat format,
      @JsonProperty("classOutput") @Nullable String classOutput) {
    return new PurificationVertex(
        purifier, PurificationLayer.encodingOf(encoding, format), Optional.ofNullable(classOutput));
  }

  /** Returns a copy with another purifier. */
  PurificationVertex with(PurifierReference newPurifier) {
    return new PurificationVertex(newPurifier, encoding, classOutput());
  }

  /** Returns the diffusion model and the settings. */
  @JsonProperty("purifier")
  public PurifierReference purifier() {
    return purifier;
  }

  /** Returns how the graph's input encodes images. */
  @JsonProperty("encoding")
  public InputEncoding encoding() {
    return encoding;
  }

  /** Returns the output that the guidance asks, if it was named. */
  public Optional<String> classOutput() {
    return Optional.ofNullable(classOutput);
  }

  @JsonProperty("classOutput")
  @Nullable String savedClassOutput() {
    return classOutput;
  }

  @Override
  public GraphVertex clone() {
    return new PurificationVertex(purifier, encoding, classOutput());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PurificationVertex that
        && purifier.equals(that.purifier)
        && encoding.equals(that.encoding)
        && Objects.equals(classOutput, that.classOutput);
  }

  @Override
  public int hashCode() {
    return Objects.hash(purifier, encoding, classOutput);
  }

  @Override
  public long numParams(boolean backprop) {
    return 0;
  }

  @Override
  public int minVertexInputs() {
    return 1;
  }

  @Override
  public int maxVertexInputs() {
    return 1;
  }

  @Override
  public org.deeplearning4j.nn.graph.vertex.GraphVertex instantiate(
      ComputationGraph graph,
      String name,
      int idx,
      INDArray paramsView,
      boolean initializeParams,
      DataType networkDatatype) {
    return new PurifyingVertex(graph, name, idx, this, networkDatatype);
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType... vertexInputs) {
    return ImageInputs.require(vertexInputs[0], purifier, encoding);
  }

  @Override
  public MemoryReport getMemoryReport(InputType... inputTypes) {
    return new LayerMemoryReport.Builder("", PurificationVertex.class, inputTypes[0], inputTypes[0])
        .standardMemory(0, 0)
        .workingMemory(0, 0, 0, 0)
        .cacheMemory(MemoryReport.CACHE_MODE_ALL_ZEROS, MemoryReport.CACHE_MODE_ALL_ZEROS)
        .build();
  }

  @Override
  public String toString() {
    return "PurificationVertex(" + purifier.archive() + ", " + encoding + ")";
  }
}
