package org.purify4j.diffusion.vector;

import java.util.Arrays;
import org.purify4j.diffusion.simd.Lanes;

/** Packs a part of a map's channels as the right factor of a product. */
final class Panels {
  private Panels() {}

  /** Pixels are rows, channels are columns; columns beyond them are zero. */
  static void of(FeatureMap map, int offset, int pixels, int channels, float[] to) {
    int at = 0;
    for (int column = 0; column < channels; column += Lanes.PANEL) {
      int width = Math.min(Lanes.PANEL, channels - column);
      for (int pixel = 0; pixel < pixels; pixel++) {
        System.arraycopy(map.data(), offset + pixel * map.stride() + column, to, at, width);
        Arrays.fill(to, at + width, at + Lanes.PANEL, 0f);
        at += Lanes.PANEL;
      }
    }
  }

  /** Channels are rows, pixels are columns; columns beyond them are zero. */
  static void transposed(FeatureMap map, int offset, int pixels, int channels, float[] to) {
    float[] data = map.data();
    int at = 0;
    for (int column = 0; column < pixels; column += Lanes.PANEL) {
      int width = Math.min(Lanes.PANEL, pixels - column);
      for (int channel = 0; channel < channels; channel++) {
        int from = offset + column * map.stride() + channel;
        for (int i = 0; i < width; i++) {
          to[at + i] = data[from];
          from += map.stride();
        }
        Arrays.fill(to, at + width, at + Lanes.PANEL, 0f);
        at += Lanes.PANEL;
      }
    }
  }
}
