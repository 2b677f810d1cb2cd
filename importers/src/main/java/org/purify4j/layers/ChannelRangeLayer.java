package org.purify4j.layers;

import java.io.Serial;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Configuration of a layer that passes on some consecutive channels: {@code [n, c, h, w]} becomes
 * {@code [n, channels, h, w]}. DL4J's {@code SubsetVertex} cannot, since version 1.0.0-M2.1 takes
 * it to give a negative number of channels.
 */
public final class ChannelRangeLayer extends ImageLayer {
  @Serial private static final long serialVersionUID = 1L;

  @JsonProperty private final int first;
  @JsonProperty private final int channels;

  /**
   * @param first index of the first channel that is passed on, at least 0
   * @param channels how many are, at least 1
   */
  @JsonCreator
  public ChannelRangeLayer(
      @JsonProperty("first") int first, @JsonProperty("channels") int channels) {
    if (first < 0 || channels < 1) {
      throw new IllegalArgumentException(
          "channel range: got " + range(first, channels) + ", must start at 0 or later, not empty");
    }
    this.first = first;
    this.channels = channels;
  }

  /** Index of the first channel that is passed on. */
  public int first() {
    return first;
  }

  /** How many channels are passed on. */
  public int channels() {
    return channels;
  }

  @Override
  ImageLayerRuntime<?> runtime(NeuralNetConfiguration conf, DataType type) {
    return new ChannelRangeRuntime(conf, type);
  }

  @Override
  InputTypeConvolutional output(InputTypeConvolutional input) {
    if (input.getChannels() < (long) first + channels) {
      throw new IllegalArgumentException(
          getLayerName()
              + ": got images of "
              + input.getChannels()
              + " channels, must have "
              + range(first, channels));
    }
    return (InputTypeConvolutional)
        InputType.convolutional(input.getHeight(), input.getWidth(), channels);
  }

  private static String range(int first, int channels) {
    return channels + " channels from number " + first;
  }

  @Override
  public boolean equals(Object other) {
    return super.equals(other)
        && other instanceof ChannelRangeLayer that
        && first == that.first
        && channels == that.channels;
  }

  @Override
  public int hashCode() {
    return 31 * (31 * super.hashCode() + first) + channels;
  }
}
