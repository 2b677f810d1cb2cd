package org.purify4j.diffusion.noise;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Identifies the random numbers of one purification of a batch by the ids of its images and the
 * number of the independent draw of each. Together with the run seed it determines all noise, so
 * that the result for an image does not depend on its batch, position or thread.
 *
 * @param imageIds one id per image
 * @param indices number of the independent draw of each image; 0 for the first
 */
public record Draw(long[] imageIds, long[] indices) {
  private static final SecureRandom RANDOM = new SecureRandom();

  public Draw {
    if (indices.length != imageIds.length) {
      throw new IllegalArgumentException(
          "indices: got "
              + indices.length
              + ", must be one for each of "
              + imageIds.length
              + " ids");
    }
    for (long index : indices) {
      if (index < 0) {
        throw new IllegalArgumentException("index: got " + index + ", must be at least 0");
      }
    }
  }

  /**
   * Creates the same draw for every image.
   *
   * @param imageIds one id per image
   * @param index number of the independent draw; 0 for the first
   */
  public Draw(long[] imageIds, long index) {
    this(imageIds, constant(imageIds.length, index));
  }

  private static long[] constant(int length, long value) {
    long[] values = new long[length];
    Arrays.fill(values, value);
    return values;
  }

  /** Returns the first draw of images with these ids. */
  public static Draw of(long... imageIds) {
    return new Draw(imageIds, 0);
  }

  /**
   * Returns the first draw of images with ids that nobody can foresee: independent noise for each
   * image at each call.
   *
   * @param images number of images
   */
  public static Draw fresh(long images) {
    return of(LongStream.generate(RANDOM::nextLong).limit(images).toArray());
  }

  /**
   * Returns the number of the independent draw, if it is the same for every image.
   *
   * @throws IllegalStateException if it differs between images, or there are none
   */
  public long index() {
    if (LongStream.of(indices).distinct().count() != 1) {
      throw new IllegalStateException(
          "index: got " + Arrays.toString(indices) + ", must be the same for every image");
    }
    return indices[0];
  }

  /** Returns another independent draw of the same images, the same for each. */
  public Draw withIndex(long newIndex) {
    return new Draw(imageIds, newIndex);
  }

  /**
   * Returns the part of this draw that belongs to images {@code from} (inclusive) to {@code to}
   * (exclusive).
   */
  public Draw slice(int from, int to) {
    return new Draw(Arrays.copyOfRange(imageIds, from, to), Arrays.copyOfRange(indices, from, to));
  }

  /**
   * Returns the first draw of images whose ids are computed from their pixels (64-bit FNV-1a over
   * the words of float bits), for callers that have no ids: equal images get equal noise, whatever
   * their position.
   *
   * @param images {@code [n, c, h, w]}
   */
  public static Draw ofContent(INDArray images) {
    int n = (int) images.size(0);
    float[] values = images.castTo(DataType.FLOAT).dup('c').data().asFloat();
    int stride = values.length / n;
    long[] ids = new long[n];
    for (int i = 0; i < n; i++) {
      long hash = 0xcbf29ce484222325L;
      for (int j = i * stride; j < (i + 1) * stride; j++) {
        hash = (hash ^ Float.floatToIntBits(values[j])) * 0x100000001b3L;
      }
      ids[i] = hash;
    }
    return new Draw(ids, 0);
  }
}
