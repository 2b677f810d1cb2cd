package org.purify4j.diffusion.train;

import java.io.IOException;

/**
 * A finite set of images of one size, read one by one in any order. Closed by whoever opened it.
 */
public interface ImageSet extends AutoCloseable {
  /** How many images there are, at least one. */
  int size();

  /** Channels, height and width of every image. */
  ImageShape shape();

  /**
   * Reads an image.
   *
   * @param index from 0 to {@code size − 1}
   * @param to overwritten from {@code offset} on: c, h, w order, values in [0, 1]
   * @return its class, from 0; 0 where there are none
   * @throws IOException if it cannot be read
   */
  int read(int index, float[] to, int offset) throws IOException;

  @Override
  void close() throws IOException;
}
