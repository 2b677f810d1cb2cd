package org.purify4j.diffusion.network;

/**
 * Shape of a value without its batch: a feature map {@code [channels, height, width]}, or a vector
 * {@code [channels]} when height and width are 0.
 */
public record Shape(int channels, int height, int width) {
  public Shape {
    if (channels < 1 || height < 0 || width < 0 || (height == 0) != (width == 0)) {
      throw new IllegalArgumentException(
          "shape: got [" + channels + ", " + height + ", " + width + "], must be positive");
    }
  }

  /** A vector of this many elements. */
  public static Shape vector(int length) {
    return new Shape(length, 0, 0);
  }

  /** Whether this is a feature map rather than a vector. */
  public boolean isMap() {
    return height > 0;
  }

  /** Elements of one image. */
  public long elements() {
    return isMap() ? (long) channels * height * width : channels;
  }

  /** The array shape for a batch of this size. */
  public long[] withBatch(int batch) {
    return isMap() ? new long[] {batch, channels, height, width} : new long[] {batch, channels};
  }

  /** The same channels in a map whose height and width are divided by this number. */
  public Shape divided(int factor) {
    return new Shape(channels, height / factor, width / factor);
  }

  /** The same map with another number of channels. */
  public Shape withChannels(int newChannels) {
    return new Shape(newChannels, height, width);
  }
}
