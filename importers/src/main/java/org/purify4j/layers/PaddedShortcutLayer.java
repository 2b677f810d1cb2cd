package org.purify4j.layers;

import java.io.Serial;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Configuration of the shortcut without parameters ("option A", He et al. 2016, §4.2): every other
 * pixel of every other row, between channels of zeros. {@code [n, c, h, w]} becomes {@code [n, c +
 * 2·padding, ceil(h/2), ceil(w/2)]}.
 */
public final class PaddedShortcutLayer extends ImageLayer {
  @Serial private static final long serialVersionUID = 1L;

  /** Pixels from one that is kept to the next. */
  static final int STRIDE = 2;

  @JsonProperty private final int padding;

  /**
   * @param padding channels of zeros before, and again after, the input's channels; at least 0
   */
  @JsonCreator
  public PaddedShortcutLayer(@JsonProperty("padding") int padding) {
    if (padding < 0) {
      throw new IllegalArgumentException("padding: got " + padding + ", must be at least 0");
    }
    this.padding = padding;
  }

  /** Channels of zeros before, and again after, the input's channels. */
  public int padding() {
    return padding;
  }

  @Override
  ImageLayerRuntime<?> runtime(NeuralNetConfiguration conf, DataType type) {
    return new PaddedShortcutRuntime(conf, type);
  }

  @Override
  InputTypeConvolutional output(InputTypeConvolutional input) {
    return (InputTypeConvolutional)
        InputType.convolutional(
            (input.getHeight() + 1) / STRIDE,
            (input.getWidth() + 1) / STRIDE,
            input.getChannels() + 2L * padding);
  }

  @Override
  public boolean equals(Object other) {
    return super.equals(other)
        && other instanceof PaddedShortcutLayer that
        && padding == that.padding;
  }

  @Override
  public int hashCode() {
    return 31 * super.hashCode() + padding;
  }
}
