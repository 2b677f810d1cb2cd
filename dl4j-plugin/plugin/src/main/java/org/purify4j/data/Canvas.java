package org.purify4j.data;

/** The red, green and blue planes of an image that is being painted, each value in [0, 1]. */
final class Canvas {
  static final int CHANNELS = 3;
  private static final int LEVELS = 255;

  private final int size;
  private final float[] values;

  Canvas(int size) {
    this.size = size;
    this.values = new float[CHANNELS * size * size];
  }

  int size() {
    return size;
  }

  /** Changes every value. */
  void each(Change change) {
    for (int c = 0; c < CHANNELS; c++) {
      for (int y = 0; y < size; y++) {
        for (int x = 0; x < size; x++) {
          int at = (c * size + y) * size + x;
          values[at] = (float) change.of(c, x, y, values[at]);
        }
      }
    }
  }

  /**
   * Blends a colour over the image.
   *
   * @param mask coverage of each pixel, row by row, 0 to 1
   * @param colour red, green, blue
   * @param opacity opacity of the colour, 0 to 1
   */
  void paint(float[] mask, double[] colour, double opacity) {
    each((c, x, y, was) -> was + (colour[c] - was) * opacity * mask[y * size + x]);
  }

  /** The planes as bytes, red first, row by row. */
  byte[] bytes() {
    byte[] bytes = new byte[values.length];
    for (int at = 0; at < values.length; at++) {
      bytes[at] = (byte) Math.max(0, Math.min(LEVELS, Math.round(values[at] * LEVELS)));
    }
    return bytes;
  }

  /** Computes a new value from an old one. */
  @FunctionalInterface
  interface Change {
    double of(int channel, int x, int y, double was);
  }
}
