package org.purify4j.diffusion.train;

import java.io.IOException;

/**
 * An endless sequence of training images. Each is a pure function of its position, so that a
 * training that goes on sees what it would have seen.
 */
public interface ImageStream {
  /** Channels, height and width of every image. */
  ImageShape shape();

  /**
   * Reads some images that follow one another.
   *
   * @param first position of the first, at least 0
   * @param pixels overwritten, image by image in c, h, w order, values in [0, 1]
   * @param labels overwritten by their classes, from 0; how many there are is how many are read
   * @throws IOException if one cannot be read
   */
  void read(long first, float[] pixels, int[] labels) throws IOException;
}
