package org.purify4j.diffusion.engine.vector;

/**
 * A batch of feature maps: element (image, pixel, channel) is at {@code (image·pixels +
 * pixel)·stride + channel}. Channels are padded to the stride with zeros, and the array ends with a
 * pixel of zeros, {@link #zero}, that stands for whatever lies outside an image.
 */
record FeatureMap(
    float[] data, int batch, int height, int width, int channels, int stride, int zero) {
  int pixels() {
    return height * width;
  }

  /** Where an image begins. */
  int image(int index) {
    return index * pixels() * stride;
  }

  /** Floats of all images. */
  int length() {
    return batch * pixels() * stride;
  }

  /** Where a pixel begins; outside the image, where the zeros are. */
  int pixel(int index, int y, int x) {
    if (y < 0 || x < 0 || y >= height || x >= width) {
      return zero;
    }
    return ((index * height + y) * width + x) * stride;
  }
}
