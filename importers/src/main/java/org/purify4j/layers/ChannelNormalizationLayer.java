package org.purify4j.layers;

import java.io.Serial;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Configuration of a layer that maps images in [0, 1] to (x − mean)/std per channel, so that a
 * network owns its normalisation. Images are {@code [n, c, h, w]}.
 */
public final class ChannelNormalizationLayer extends ImageLayer {
  @Serial private static final long serialVersionUID = 1L;

  @JsonProperty private final ImageNormalization normalization;

  /**
   * @param normalization mean and deviation per channel
   */
  @JsonCreator
  public ChannelNormalizationLayer(
      @JsonProperty("normalization") ImageNormalization normalization) {
    this.normalization = normalization;
  }

  /** Mean and deviation per channel. */
  public ImageNormalization normalization() {
    return normalization;
  }

  @Override
  ImageLayerRuntime<?> runtime(NeuralNetConfiguration conf, DataType type) {
    return new ChannelNormalizationRuntime(conf, type);
  }

  @Override
  InputTypeConvolutional output(InputTypeConvolutional input) {
    if (input.getChannels() != normalization.channels()) {
      throw new IllegalArgumentException(
          getLayerName()
              + ": got images of "
              + input.getChannels()
              + " channels, must be "
              + normalization.channels());
    }
    return input;
  }

  @Override
  public boolean equals(Object other) {
    return super.equals(other)
        && other instanceof ChannelNormalizationLayer that
        && normalization.equals(that.normalization);
  }

  @Override
  public int hashCode() {
    return 31 * super.hashCode() + normalization.hashCode();
  }
}
