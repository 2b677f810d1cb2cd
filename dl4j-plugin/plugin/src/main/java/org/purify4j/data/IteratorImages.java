package org.purify4j.data;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.purify4j.diffusion.train.ImageShape;
import org.purify4j.diffusion.train.ImageStream;

/**
 * The images of a DL4J iterator, pass after pass, as training images: features {@code [n, c, h,
 * w]}, or {@code [n, c·h·w]}, in [0, 1], RGB or grey, and one-hot labels or none. One of its
 * batches is held at a time.
 *
 * <p>To continue a training, the iterator is reset and run forward; the same images follow only if
 * every pass gives the same ones. Not thread-safe.
 */
public final class IteratorImages implements ImageStream {
  private final DataSetIterator iterator;
  private final ImageShape shape;
  private @Nullable IteratorBatch batch;
  private long next;
  private int within;

  /**
   * Wraps an iterator, and resets it.
   *
   * @param iterator that can be reset; its preprocessor, if any, must scale pixels to [0, 1]
   * @param shape of its images
   * @throws IllegalArgumentException if it cannot be reset
   */
  public IteratorImages(DataSetIterator iterator, ImageShape shape) {
    if (!iterator.resetSupported()) {
      throw new IllegalArgumentException(
          "iterator: got one that cannot be reset, must support reset()");
    }
    this.iterator = iterator;
    this.shape = shape;
    iterator.reset();
  }

  @Override
  public ImageShape shape() {
    return shape;
  }

  @Override
  public void read(long first, float[] pixels, int[] labels) {
    if (first < next) {
      iterator.reset();
      batch = null;
      next = 0;
    }
    while (next < first) {
      advance();
    }
    for (int i = 0; i < labels.length; i++) {
      IteratorBatch current = advance();
      int length = shape.length();
      System.arraycopy(current.pixels(), (within - 1) * length, pixels, i * length, length);
      labels[i] = current.labels()[within - 1];
    }
  }

  /** Advances to the next image, which is then at {@code within − 1} of the batch returned. */
  private IteratorBatch advance() {
    if (batch == null || within == batch.labels().length) {
      if (!iterator.hasNext()) {
        iterator.reset();
      }
      batch = IteratorBatch.of(iterator.next(), Optional.of(shape), IteratorBatch.Labels.OPTIONAL);
      within = 0;
    }
    within++;
    next++;
    return batch;
  }
}
