package org.purify4j.layers;

import java.io.Serial;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Configuration of the channel shuffle of ShuffleNet (Zhang et al. 2018, figure 1): the channels
 * are taken in turn from each of several groups that lie one after the other. {@code [n, c, h, w]}
 * keeps its shape; c must be a multiple of the number of groups.
 */
public final class ChannelShuffleLayer extends ImageLayer {
  @Serial private static final long serialVersionUID = 1L;

  @JsonProperty private final int groups;

  /**
   * @param groups number of groups, at least 1
   */
  @JsonCreator
  public ChannelShuffleLayer(@JsonProperty("groups") int groups) {
    if (groups < 1) {
      throw new IllegalArgumentException("groups: got " + groups + ", must be at least 1");
    }
    this.groups = groups;
  }

  /** Number of groups. */
  public int groups() {
    return groups;
  }

  @Override
  ImageLayerRuntime<?> runtime(NeuralNetConfiguration conf, DataType type) {
    return new ChannelShuffleRuntime(conf, type);
  }

  @Override
  InputTypeConvolutional output(InputTypeConvolutional input) {
    if (input.getChannels() % groups != 0) {
      throw new IllegalArgumentException(
          getLayerName()
              + ": got images of "
              + input.getChannels()
              + " channels, must be a multiple of "
              + groups
              + " groups");
    }
    return input;
  }

  @Override
  public boolean equals(Object other) {
    return super.equals(other)
        && other instanceof ChannelShuffleLayer that
        && groups == that.groups;
  }

  @Override
  public int hashCode() {
    return 31 * super.hashCode() + groups;
  }
}
