package org.purify4j.data;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.array.Rows;

/**
 * Images with their true classes.
 *
 * @param images {@code [n, c, h, w]}, RGB, float32 in [0, 1], n at least 1
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
