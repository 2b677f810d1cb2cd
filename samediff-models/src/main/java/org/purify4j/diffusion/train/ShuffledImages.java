package org.purify4j.diffusion.train;

import java.io.IOException;
import org.purify4j.diffusion.noise.KeyedRandom;

/**
 * Repeats a set of images without end, each time in another order. Image k of an epoch is found
 * without a table, by a keyed permutation: a Feistel network over the next even number of bits,
 * applied until it falls within the set (Black and Rogaway 2002).
 *
 * @param images the set; stays the caller's
 * @param seed of the orders
 */
public record ShuffledImages(ImageSet images, long seed) implements ImageStream {
  private static final int ROUNDS = 4;

  @Override
  public ImageShape shape() {
    return images.shape();
  }

  @Override
  public void read(long first, float[] pixels, int[] labels) throws IOException {
    for (int i = 0; i < labels.length; i++) {
      long position = first + i;
      int index = permuted(position / images.size(), (int) (position % images.size()));
      labels[i] = images.read(index, pixels, i * shape().length());
    }
  }

  /** Which image stands at a place of an epoch. */
  int permuted(long epoch, int place) {
    int half = 1;
    while (1L << 2 * half < images.size()) {
      half++;
    }
    long mask = (1L << half) - 1;
    long value = place;
    do {
      long left = value >>> half;
      long right = value & mask;
      for (int round = 0; round < ROUNDS; round++) {
        long next = left ^ KeyedRandom.hash(seed, epoch, round, right) & mask;
        left = right;
        right = next;
      }
      value = left << half | right;
    } while (value >= images.size());
    return (int) value;
  }
}
