package org.purify4j.diffusion.noise;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Names the random numbers of one purification of a batch: which images, and which of the
 * independent draws of each. With the run seed it decides all noise, so that the result for an
 * image does not depend on its batch, position or thread.
 *
 * @param imageIds one id per image
 * @param indices per image, which of its independent draws; 0 for the first
 */
public record Draw(long[] imageIds, long[] indices) {
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
   * The same draw of every image.
   *
   * @param imageIds one id per image
   * @param index which independent draw; 0 for the first
   */
  public Draw(long[] imageIds, long index) {
    this(imageIds, constant(imageIds.length, index));
  }

  private static long[] constant(int length, long value) {
    long[] values = new long[length];
    Arrays.fill(values, value);
    return values;
  }

  /** The first draw of images with these ids. */
  public static Draw of(long... imageIds) {
    return new Draw(imageIds, 0);
  }

  /**
   * Which independent draw, the same of every image.
   *
   * @throws IllegalStateException if it is not the same of every image, or there are no images
   */
  public long index() {
    if (LongStream.of(indices).distinct().count() != 1) {
      throw new IllegalStateException(
          "index: got " + Arrays.toString(indices) + ", must be the same for every image");
    }
    return indices[0];
  }

  /** Another independent draw for the same images, the same of each. */
  public Draw withIndex(long newIndex) {
    return new Draw(imageIds, newIndex);
  }

  /**
   * The part of this draw that belongs to images {@code from} (inclusive) to {@code to}
   * (exclusive).
   */
  public Draw slice(int from, int to) {
    return new Draw(Arrays.copyOfRange(imageIds, from, to), Arrays.copyOfRange(indices, from, to));
  }

  /**
   * Ids made from the pixels themselves (64-bit FNV-1a over the float bits, then mixed), for
   * callers that have no ids: the same image gets the same noise wherever it stands.
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
