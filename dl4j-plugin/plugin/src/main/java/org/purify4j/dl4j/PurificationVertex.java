package org.purify4j.dl4j;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Configuration of the vertex that purifies images, the first in a {@code ComputationGraph} after
 * its input. It has no parameters; the diffusion model stays in its archive.
 *
 * <p>Input and output are {@code [n, 3, h, w]} (or {@code [n, h, w, 3]}, see {@link #format}) in
 * [0, 1]. The backward pass returns the gradient unchanged (BPDA, which treats the purifier as the
 * identity: Athalye et al. 2018). If the guidance uses the victim, that is the rest of the graph
 * that contains the vertex, also after restoring.
 */
public final class PurificationVertex extends GraphVertex {
  private static final long serialVersionUID = 1L;

  private final PurifierReference purifier;
  private final CNN2DFormat format;

  /**
   * Creates a vertex for channels-first or channels-last images.
   *
   * @param purifier identifies the diffusion model and its settings
   * @param format order of the axes of the images
   */
  public PurificationVertex(
      @JsonProperty("purifier") PurifierReference purifier,
      @JsonProperty("format") CNN2DFormat format) {
    this.purifier = purifier;
    this.format = format;
  }

  /** Returns the diffusion model and the settings. */
  @JsonProperty("purifier")
  public PurifierReference purifier() {
    return purifier;
  }

  /** Returns the order of the axes of the images. */
  @JsonProperty("format")
  public CNN2DFormat format() {
    return format;
  }

  @Override
  public GraphVertex clone() {
    return new PurificationVertex(purifier, format);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PurificationVertex that
        && purifier.equals(that.purifier)
        && format == that.format;
  }

  @Override
  public int hashCode() {
    return 31 * purifier.hashCode() + format.hashCode();
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
    return ImageInputs.requireImages(vertexInputs[0]);
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
    return "PurificationVertex(" + purifier.archive() + ", " + format + ")";
  }
}
