package org.purify4j.dl4j;

import java.util.Collection;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.NoParamLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Configuration of the layer that purifies images, the first in a {@code MultiLayerNetwork}. It has
 * no parameters; the diffusion model stays in its archive.
 *
 * <p>Input and output are {@code [n, 3, h, w]} (or {@code [n, h, w, 3]}, see {@link #format}) in
 * [0, 1]. The backward pass returns the gradient unchanged (BPDA, which treats the purifier as the
 * identity: Athalye et al. 2018).
 *
 * <p>If the guidance uses the victim, that is the rest of the network, to which the layer must be
 * bound: {@link PurifiedNetwork#wrap} does so, and after restoring {@link PurifiedNetwork#bind}
 * must be called. In a {@code ComputationGraph} this is not needed, see {@link PurificationVertex}.
 */
public final class PurificationLayer extends NoParamLayer {
  private static final long serialVersionUID = 1L;

  private final PurifierReference purifier;
  private final CNN2DFormat format;

  /**
   * Creates a layer for channels-first or channels-last images.
   *
   * @param purifier identifies the diffusion model and its settings
   * @param format order of the axes of the images
   */
  public PurificationLayer(
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
  public org.deeplearning4j.nn.api.Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> trainingListeners,
      int layerIndex,
      INDArray layerParamsView,
      boolean initializeParams,
      DataType networkDataType) {
    PurifyingLayer layer = new PurifyingLayer(conf, networkDataType);
    layer.setListeners(trainingListeners);
    layer.setIndex(layerIndex);
    return layer;
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType inputType) {
    return ImageInputs.requireImages(inputType);
  }

  @Override
  public @Nullable InputPreProcessor getPreProcessorForInputType(InputType inputType) {
    return inputType instanceof InputType.InputTypeConvolutionalFlat flat
        ? new FeedForwardToCnnPreProcessor(flat.getHeight(), flat.getWidth(), flat.getDepth())
        : null;
  }

  @Override
  public LayerMemoryReport getMemoryReport(InputType inputType) {
    return new LayerMemoryReport.Builder(
            getLayerName(), PurificationLayer.class, inputType, inputType)
        .standardMemory(0, 0)
        .workingMemory(0, 0, 0, 0)
        .cacheMemory(MemoryReport.CACHE_MODE_ALL_ZEROS, MemoryReport.CACHE_MODE_ALL_ZEROS)
        .build();
  }

  @Override
  public Layer clone() {
    return super.clone();
  }

  @Override
  public boolean equals(Object other) {
    return super.equals(other)
        && other instanceof PurificationLayer that
        && purifier.equals(that.purifier)
        && format == that.format;
  }

  @Override
  public int hashCode() {
    return 31 * purifier.hashCode() + format.hashCode();
  }

  @Override
  public String toString() {
    return "PurificationLayer(" + purifier.archive() + ", " + format + ")";
  }
}
