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
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.purify4j.victim.ImagePurification;
import org.purify4j.victim.InputEncoding;

/**
 * Configuration of the layer that purifies images, the first in a {@code MultiLayerNetwork}. It has
 * no parameters; the diffusion model stays in its archive.
 *
 * <p>Input and output are images as the {@linkplain InputEncoding encoding} says: {@code [n, c, h,
 * w]} in [0, 1] unless it says otherwise. The backward pass returns the gradient unchanged (BPDA,
 * which treats the purifier as the identity: Athalye et al. 2018).
 *
 * <p>Its guidance, if any, must not ask the victim: a layer has no way to the network that contains
 * it, and would lose it whenever that is cloned. {@link PurifiedNetwork#wrapAsGraph} puts a {@link
 * PurificationVertex} in such a place, which has. Layers whose guidance does, saved by an earlier
 * version, are still read, and work after {@link PurifiedNetwork#bind}.
 */
public final class PurificationLayer extends NoParamLayer implements ImagePurification {
  private static final long serialVersionUID = 1L;

  private final PurifierReference purifier;
  private final InputEncoding encoding;

  /**
   * Creates a layer.
   *
   * @param purifier identifies the diffusion model and its settings
   * @param encoding how the network's input encodes images
   * @throws IllegalArgumentException if the guidance asks the victim
   */
  public PurificationLayer(PurifierReference purifier, InputEncoding encoding) {
    this(purifier, encoding, null);
    if (purifier.config().guidance().asksVictim()) {
      throw new IllegalArgumentException(
          "guidance: got "
              + purifier.config().guidance().text()
              + ", which asks the victim, must be another in a MultiLayerNetwork"
              + " (PurifiedNetwork.wrapAsGraph gives a ComputationGraph with the same outputs)");
    }
  }

  private PurificationLayer(
      PurifierReference purifier, InputEncoding encoding, @Nullable String name) {
    this.purifier = purifier;
    this.encoding = encoding;
    setLayerName(name);
  }

  /**
   * Reads a layer.
   *
   * @param format takes the place of the encoding in layers saved before there was one
   */
  @JsonCreator
  static PurificationLayer read(
      @JsonProperty("purifier") PurifierReference purifier,
      @JsonProperty("encoding") @Nullable InputEncoding encoding,
      @JsonProperty("format") @Nullable CNN2DFormat format,
      @JsonProperty("layerName") @Nullable String name) {
    return new PurificationLayer(purifier, encodingOf(encoding, format), name);
  }

  static InputEncoding encodingOf(@Nullable InputEncoding encoding, @Nullable CNN2DFormat format) {
    if (encoding != null) {
      return encoding;
    }
    return InputEncoding.of(format == null ? CNN2DFormat.NCHW : format);
  }

  /** Returns a copy with another purifier, whatever its guidance. */
  PurificationLayer with(PurifierReference newPurifier) {
    return new PurificationLayer(newPurifier, encoding, getLayerName());
  }

  /** Returns the diffusion model and the settings. */
  @JsonProperty("purifier")
  public PurifierReference purifier() {
    return purifier;
  }

  /** Returns how the network's input encodes images. */
  @JsonProperty("encoding")
  public InputEncoding encoding() {
    return encoding;
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
    return ImageInputs.require(inputType, purifier, encoding);
  }

  @Override
  public @Nullable InputPreProcessor getPreProcessorForInputType(InputType inputType) {
    return encoding.flat().isEmpty()
            && inputType instanceof InputType.InputTypeConvolutionalFlat flat
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
        && encoding.equals(that.encoding);
  }

  @Override
  public int hashCode() {
    return 31 * purifier.hashCode() + encoding.hashCode();
  }

  @Override
  public String toString() {
    return "PurificationLayer(" + purifier.archive() + ", " + encoding + ")";
  }
}
