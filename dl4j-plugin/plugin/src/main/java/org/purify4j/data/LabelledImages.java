package org.purify4j.data;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.LongStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.array.Rows;
import org.purify4j.diffusion.train.ImageSet;
import org.purify4j.diffusion.train.ImageShape;

/**
 * Images with their true classes.
 *
 * @param images {@code [n, c, h, w]}, RGB or grey, float32 in [0, 1], n at least 1
 * @param labels the n classes, from 0
 * @param ids what identifies each image in a run, such as its position in the file it came from; it
 *     decides the image's noise
 */
public record LabelledImages(INDArray images, int[] labels, long[] ids) {
  public LabelledImages {
    if (images.rank() != 4 || images.isEmpty()) {
      throw new IllegalArgumentException(
          "images: got shape "
              + Arrays.toString(images.shape())
              + ", must be [n, c, h, w] with n at least 1");
    }
    if (labels.length != images.size(0) || ids.length != images.size(0)) {
      throw new IllegalArgumentException(
          "labels, ids: got "
              + labels.length
              + " and "
              + ids.length
              + ", must be one of each for "
              + images.size(0)
              + " images");
    }
  }

  /**
   * Reads the first images of a set.
   *
   * @param limit largest number of images, at least 1
   */
  public static LabelledImages of(ImageSet set, int limit) throws IOException {
    if (limit < 1) {
      throw new IllegalArgumentException("limit: got " + limit + ", must be at least 1");
    }
    int count = Math.min(set.size(), limit);
    ImageShape shape = set.shape();
    float[] pixels = new float[Math.multiplyExact(count, shape.length())];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = set.read(i, pixels, i * shape.length());
    }
    return of(pixels, labels, shape);
  }

  /**
   * Collects the images of a DL4J iterator, which is reset first if it can be. Ids are positions.
   *
   * @param iterator of features {@code [n, c, h, w]} in [0, 1], RGB or grey, with one-hot labels
   * @throws IllegalArgumentException if features or labels are of another form
   */
  public static LabelledImages of(DataSetIterator iterator) {
    return of(iterator, Integer.MAX_VALUE);
  }

  /**
   * Collects the first images of a DL4J iterator, which is reset first if it can be. Ids are
   * positions.
   *
   * @param iterator of features {@code [n, c, h, w]} in [0, 1], RGB or grey, with one-hot labels
   * @param limit largest number of images, at least 1
   * @throws IllegalArgumentException if features or labels are of another form
   */
  public static LabelledImages of(DataSetIterator iterator, int limit) {
    return IteratorBatch.collect(iterator, Optional.empty(), limit);
  }

  /**
   * Collects the images of a DL4J iterator, which is reset first if it can be. Ids are positions.
   *
   * @param iterator of features {@code [n, c, h, w]}, or {@code [n, c·h·w]} as {@code
   *     MnistDataSetIterator} gives them, in [0, 1], with one-hot labels
   * @param shape of its images
   * @param limit largest number of images, at least 1
   * @throws IllegalArgumentException if features or labels are of another form
   */
  public static LabelledImages of(DataSetIterator iterator, ImageShape shape, int limit) {
    return IteratorBatch.collect(iterator, Optional.of(shape), limit);
  }

  static LabelledImages of(float[] pixels, int[] labels, ImageShape shape) {
    return new LabelledImages(
        Nd4j.createFromArray(pixels)
            .reshape('c', labels.length, shape.channels(), shape.height(), shape.width()),
        labels,
        LongStream.range(0, labels.length).toArray());
  }

  /** Number of images. */
  public int size() {
    return labels.length;
  }

  /** Images {@code from} (inclusive) to {@code to} (exclusive), copied. */
  public LabelledImages slice(int from, int to) {
    return new LabelledImages(
        Rows.of(images, from, to).dup('c'),
        Arrays.copyOfRange(labels, from, to),
        Arrays.copyOfRange(ids, from, to));
  }

  /**
   * Some of the images, copied, in the given order.
   *
   * @param rows their positions here, 0 to {@link #size} − 1
   */
  public LabelledImages select(int[] rows) {
    long[] shape = images.shape().clone();
    shape[0] = rows.length;
    INDArray flat = images.reshape('c', size(), images.length() / size());
    return new LabelledImages(
        Nd4j.pullRows(flat, 1, rows, 'c').reshape('c', shape),
        Arrays.stream(rows).map(row -> labels[row]).toArray(),
        Arrays.stream(rows).mapToLong(row -> ids[row]).toArray());
  }

  /**
   * Checks that a classifier has the classes of all labels.
   *
   * @param classes number of its classes
   * @throws IllegalArgumentException if it does not have the class of a label
   */
  public void requireClasses(int classes) {
    for (int label : labels) {
      if (label < 0 || label >= classes) {
        throw new IllegalArgumentException(
            "label: got " + label + ", must be a class of the victim, 0 to " + (classes - 1));
      }
    }
  }
}
