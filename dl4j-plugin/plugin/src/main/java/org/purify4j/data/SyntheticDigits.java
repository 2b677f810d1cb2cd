package org.purify4j.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.stream.IntStream;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.archive.Sha256;
import org.purify4j.diffusion.train.ImageSet;
import org.purify4j.diffusion.train.ImageShape;

/**
 * Synthetic pictures of digits: 32×32 RGB, strokes of varied shape, slant, thickness and colour on
 * textured backgrounds, with clutter, parts of neighbouring digits and noise.
 *
 * <p>An image is a function of the seed and its index: it can be drawn without those before it. The
 * classes alternate, so that every ten images contain each digit once.
 *
 * @param seed of all choices; training and test sets take different ones
 */
public record SyntheticDigits(long seed) {
  /** Height and width of an image, in pixels. */
  private static final int SIZE = 32;

  /** The shape of an image. */
  public static final ImageShape SHAPE = new ImageShape(Canvas.CHANNELS, SIZE, SIZE);

  /** Number of classes. */
  public static final int CLASSES = 10;

  private static final float LEVELS = 255;

  /** The true class of an image. */
  int label(long index) {
    return (int) Math.floorMod(index, (long) CLASSES);
  }

  /**
   * One image.
   *
   * @param index which, at least 0
   * @return 3072 bytes: the red plane first, then green and blue, row by row, 0 to 255
   */
  byte[] pixels(long index) {
    return new DigitScene(SIZE, new ImageRandom(seed, index)).paint(label(index));
  }

  /**
   * The first images.
   *
   * @param count how many, at least 1
   * @return images {@code [count, 3, 32, 32]}; an id is an index
   */
  public LabelledImages read(int count) {
    requireSome(count);
    float[] values = new float[Math.multiplyExact(count, SHAPE.length())];
    int[] labels = new int[count];
    long[] ids = new long[count];
    IntStream.range(0, count)
        .parallel()
        .forEach(
            i -> {
              labels[i] = read(i, values, i * SHAPE.length());
              ids[i] = i;
            });
    return new LabelledImages(
        Nd4j.createFromArray(values).reshape('c', count, Canvas.CHANNELS, SIZE, SIZE), labels, ids);
  }

  /**
   * The first images, each drawn when it is read.
   *
   * @param count how many, at least 1
   */
  public ImageSet open(int count) {
    requireSome(count);
    return new ImageSet() {
      @Override
      public int size() {
        return count;
      }

      @Override
      public ImageShape shape() {
        return SHAPE;
      }

      @Override
      public int read(int index, float[] to, int offset) {
        return SyntheticDigits.this.read(index, to, offset);
      }

      @Override
      public void close() {
        // There is nothing to close.
      }
    };
  }

  private int read(int index, float[] to, int offset) {
    byte[] image = pixels(index);
    for (int p = 0; p < image.length; p++) {
      to[offset + p] = (image[p] & 0xff) / LEVELS;
    }
    return label(index);
  }

  private static void requireSome(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("count: got " + count + ", must be at least 1");
    }
  }

  /**
   * SHA-256 of the pixels of the first images, which identifies them as the digest of a file would.
   */
  public String sha256(int count) {
    try {
      return Sha256.of(
          out -> {
            for (int i = 0; i < count; i++) {
              out.write(pixels(i));
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException("digest: could not be made", e);
    }
  }
}
