package org.purify4j.data;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.purify4j.diffusion.train.ImageShape;
import org.purify4j.diffusion.train.ImageStream;

/**
 * The images of a DL4J iterator, pass after pass, as training images: features {@code [n, c, h, w]}
 * in [0, 1], RGB or grey, and one-hot labels or none. One of its batches is held at a time.
 *
 * <p>To continue a training, the iterator is reset and run forward; the same images follow only if
 * every pass gives the same ones. Not thread-safe.
 */
public final class IteratorImages implements ImageStream {
  private static final double TOLERANCE = 1e-3;

  private final DataSetIterator iterator;
  private final ImageShape shape;
  private @Nullable DataSet batch;
  private float[] values = new float[0];
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
      DataSet current = advance();
      int length = shape.length();
      System.arraycopy(values, (within - 1) * length, pixels, i * length, length);
      INDArray classes = current.getLabels();
      labels[i] =
          classes == null || classes.isEmpty() ? 0 : classes.getRow(within - 1).argMax().getInt(0);
    }
  }

  /** Advances to the next image, which is then at {@code within − 1} of the batch returned. */
  private DataSet advance() {
    if (batch == null || within == batch.getFeatures().size(0)) {
      if (!iterator.hasNext()) {
        iterator.reset();
      }
      batch = iterator.next();
      values = checked(batch.getFeatures());
      within = 0;
    }
    within++;
    next++;
    return batch;
  }

  private float[] checked(INDArray features) {
    boolean fits =
        features.rank() == 4
            && features.size(0) > 0
            && features.size(1) == shape.channels()
            && features.size(2) == shape.height()
            && features.size(3) == shape.width();
    if (!fits) {
      throw new IllegalArgumentException(
          "iterator: got features "
              + Arrays.toString(features.shape())
              + ", must be [n, c, h, w] of "
              + shape);
    }
    double least = features.minNumber().doubleValue();
    double most = features.maxNumber().doubleValue();
    if (!(least >= -TOLERANCE && most <= 1 + TOLERANCE)) {
      throw new IllegalArgumentException(
          "iterator: got pixels from "
              + least
              + " to "
              + most
              + ", must be within 0 to 1 (use an ImagePreProcessingScaler)");
    }
    return features.castTo(DataType.FLOAT).dup('c').data().asFloat();
  }
}
