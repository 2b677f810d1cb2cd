package org.purify4j.attack;

/**
 * The numbers of an image in c, h, w order.
 *
 * @param channels c
 * @param height h
 * @param width w
 */
record SquareFrame(int channels, int height, int width) {
  static SquareFrame of(PixelRows pixels) {
    long[] shape = pixels.shape();
    return new SquareFrame((int) shape[0], (int) shape[1], (int) shape[2]);
  }

  int at(int channel, int row, int column) {
    return (channel * height + row) * width + column;
  }
}
