package org.purify4j.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.purify4j.diffusion.train.ImageShape;

/**
 * A checked batch of a DL4J iterator.
 *
 * @param pixels of its images, one after the other, plane by plane, in [0, 1]
 * @param shape of its images
 * @param labels the classes
 */
record IteratorBatch(float[] pixels, ImageShape shape, int[] labels) {
  private static final double TOLERANCE = 1e-3;
  private static final int IMAGE_RANK = 4;

  /** What a batch without labels means. */
  enum Labels {
    /** Every class is 0. */
    OPTIONAL,
    /** It is an error. */
    REQUIRED
  }

  /**
   * Checks a batch.
   *
   * @param wanted shape of the images; if empty, that of the features
   * @throws IllegalArgumentException if features or labels are of another form
   */
  static IteratorBatch of(DataSet batch, Optional<ImageShape> wanted, Labels need) {
    INDArray features = batch.getFeatures();
    ImageShape shape = shape(features, wanted);
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
    float[] pixels = features.castTo(DataType.FLOAT).dup('c').data().asFloat();
    return new IteratorBatch(pixels, shape, labels(batch, (int) features.size(0), need));
  }

  private static ImageShape shape(INDArray features, Optional<ImageShape> wanted) {
    boolean images = features.rank() == IMAGE_RANK && features.size(0) > 0;
    ImageShape found =
        images
            ? new ImageShape((int) features.size(1), (int) features.size(2), (int) features.size(3))
            : wanted
                .filter(shape -> isFlat(features, shape))
                .orElseThrow(() -> unfit(features, wanted));
    if (!found.equals(wanted.orElse(found))) {
      throw unfit(features, wanted);
    }
    return found;
  }

  private static boolean isFlat(INDArray features, ImageShape shape) {
    return features.rank() == 2 && features.size(0) > 0 && features.size(1) == shape.length();
  }

  private static IllegalArgumentException unfit(INDArray features, Optional<ImageShape> wanted) {
    return new IllegalArgumentException(
        "iterator: got features "
            + Arrays.toString(features.shape())
            + ", must be [n, c, h, w]"
            + wanted.map(shape -> " of " + shape).orElse(" (give the shape of flat images)"));
  }

  private static int[] labels(DataSet batch, int images, Labels need) {
    INDArray classes = batch.getLabels();
    if ((classes == null || classes.isEmpty()) && need == Labels.OPTIONAL) {
      return new int[images];
    }
    boolean fits =
        classes != null
            && classes.rank() == 2
            && classes.size(0) == images
            && classes.size(1) > 1
            && isOneHot(classes);
    if (!fits) {
      throw new IllegalArgumentException(
          "iterator: got labels "
              + (classes == null ? "none" : Arrays.toString(classes.shape()))
              + ", must be one-hot, [n, classes]");
    }
    return classes.argMax(1).toIntVector();
  }

  private static boolean isOneHot(INDArray classes) {
    for (double[] row : classes.castTo(DataType.DOUBLE).toDoubleMatrix()) {
      double[] sorted = row.clone();
      Arrays.sort(sorted);
      int last = sorted.length - 1;
      if (sorted[last] != 1 || sorted[last - 1] != 0 || sorted[0] != 0) {
        return false;
      }
    }
    return true;
  }

  /** The first images of an iterator. */
  static LabelledImages collect(DataSetIterator iterator, Optional<ImageShape> wanted, int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit: got " + limit + ", must be at least 1");
    }
    if (iterator.resetSupported()) {
      iterator.reset();
    }
    List<IteratorBatch> batches = new ArrayList<>();
    Optional<ImageShape> shape = wanted;
    int count = 0;
    while (count < limit && iterator.hasNext()) {
      IteratorBatch batch = of(iterator.next(), shape, Labels.REQUIRED);
      batches.add(batch);
      shape = Optional.of(batch.shape());
      count += Math.min(limit - count, batch.labels().length);
    }
    if (count == 0) {
      throw new IllegalArgumentException("iterator: got no image, must be at least one");
    }
    return joined(batches, shape.orElseThrow(), count);
  }

  private static LabelledImages joined(List<IteratorBatch> batches, ImageShape shape, int count) {
    float[] pixels = new float[Math.multiplyExact(count, shape.length())];
    int[] labels = new int[count];
    int at = 0;
    for (IteratorBatch batch : batches) {
      int taken = Math.min(count - at, batch.labels().length);
      System.arraycopy(batch.labels(), 0, labels, at, taken);
      System.arraycopy(batch.pixels(), 0, pixels, at * shape.length(), taken * shape.length());
      at += taken;
    }
    return LabelledImages.of(pixels, labels, shape);
  }
}
