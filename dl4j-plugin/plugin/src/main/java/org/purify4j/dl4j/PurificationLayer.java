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
 * Configuration of a layer that purifies images, the first of a {@code MultiLayerNetwork}. It has
 * no parameters; the diffusion model stays in its archive.
 *
 * <p>Takes and gives {@code [n, 3, h, w]} (or {@code [n, h, w, 3]}, see {@link #format}) in [0, 1].
 * Backwards it passes the gradient on as it is (BPDA: the purifier is taken for the identity,
 * Athalye et al. 2018).
 *
 * <p>If the guidance asks the victim, that is the rest of the network, which the layer must have
 * been told: by {@link PurifiedNetwork#wrap}, or after restoring by {@link PurifiedNetwork#bind}.
 * {@code ComputationGraph}s need no such thing, see {@link PurificationVertex}.
 */
public final class PurificationLayer extends NoParamLayer {
  private static final long serialVersionUID = 1L;

  private final PurifierReference purifier;
  private final CNN2DFormat format;

  /**
   * A purification of channels-first or channels-last images.
   *
   * @param purifier names the model and its settings
   * @param format order of the axes
   */
  public PurificationLayer(
      @JsonProperty("purifier") PurifierReference purifier,
      @JsonProperty("format") CNN2DFormat format) {
    this.purifier = purifier;
    this.format = format;
  }

  /** What is purified with. */
  @JsonProperty("purifier")
  public PurifierReference purifier() {
    return purifier;
  }

  /** Order of the axes of the images. */
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
