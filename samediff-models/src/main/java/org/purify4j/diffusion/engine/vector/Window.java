package org.purify4j.diffusion.engine.vector;

/**
 * The pixels that a convolution reads for one pixel of its output.
 *
 * @param size of the kernel
 * @param stride of the output
 * @param padding of zeros on each side
 */
record Window(int size, int stride, int padding) {
  /** Whether the output is as large as the input. */
  boolean keepsSize() {
    return stride == 1 && 2 * padding == size - 1;
  }

  /** Whether each output pixel comes from the input pixel at its place alone. */
  boolean isPixelwise() {
    return size == 1 && stride == 1 && padding == 0;
  }

  /**
   * Copies windows into rows, tap by tap, each tap all channels.
   *
   * @param x the map they look at
   * @param y the map whose pixels they belong to
   * @param first pixel of y, counted through all images
   * @param rows how many pixels
   * @param to overwritten from {@code offset} on
   */
  void gather(FeatureMap x, FeatureMap y, int first, int rows, float[] to, int offset) {
    int at = offset;
    for (int row = first; row < first + rows; row++) {
      int image = row / y.pixels();
      int top = row % y.pixels() / y.width() * stride - padding;
      int left = row % y.width() * stride - padding;
      for (int i = 0; i < size; i++) {
        for (int j = 0; j < size; j++) {
          int pixel = x.pixel(image, top + i, left + j);
          System.arraycopy(x.data(), pixel, to, at, x.channels());
          at += x.channels();
        }
      }
    }
  }
}
