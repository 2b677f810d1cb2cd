package org.purify4j.attack;

import java.util.Arrays;
import java.util.function.Function;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.array.BatchSlices;
import org.purify4j.diffusion.array.Rows;
import org.purify4j.diffusion.noise.Draw;

/** The arguments of an attack, worked through in batches so that the batch bounds the memory. */
record AttackBatches(int batchSize, INDArray images, int[] labels, Draw draw) {
  AttackBatches {
    long n = images.size(0);
    if (images.rank() != 4) {
      throw new IllegalArgumentException(
          "images: got shape " + Arrays.toString(images.shape()) + ", must be [n, c, h, w]");
    }
    requireOnePerImage("labels", labels.length, n);
    requireOnePerImage("image ids of the draw", draw.imageIds().length, n);
  }

  /**
   * Refuses labels that a classifier cannot give.
   *
   * @param classes of the classifier
   * @throws IllegalArgumentException if a label is not one of them
   */
  static void requireClasses(int[] labels, int classes) {
    for (int label : labels) {
      if (label < 0 || label >= classes) {
        throw new IllegalArgumentException(
            "label: got " + label + ", must be from 0 to " + (classes - 1));
      }
    }
  }

  /** One batch: at most {@code batchSize} consecutive images. */
  record Batch(INDArray images, int[] labels, Draw draw) {
    /** Some of the images, copied. */
    Batch select(int[] which) {
      double[][] all = PixelRows.read(images);
      return new Batch(
          PixelRows.of(images)
              .images(Arrays.stream(which).mapToObj(i -> all[i]).toArray(double[][]::new)),
          Arrays.stream(which).map(i -> labels[i]).toArray(),
          new Draw(
              Arrays.stream(which).mapToLong(i -> draw.imageIds()[i]).toArray(),
              Arrays.stream(which).mapToLong(i -> draw.indices()[i]).toArray()));
    }
  }

  /** Attacks each batch, and puts the results together in order. */
  AttackedImages map(Function<Batch, AttackedImages> function) {
    BatchSlices slices = new BatchSlices(labels.length, batchSize);
    if (slices.count() == 1) {
      return function.apply(new Batch(images, labels, draw));
    }
    INDArray result = Nd4j.createUninitialized(images.dataType(), images.shape(), 'c');
    int[] zeroGradients = new int[labels.length];
    for (int i = 0; i < slices.count(); i++) {
      int from = slices.from(i);
      int to = slices.to(i);
      Batch batch =
          new Batch(
              Rows.of(images, from, to).dup('c'),
              Arrays.copyOfRange(labels, from, to),
              draw.slice(from, to));
      AttackedImages attacked = function.apply(batch);
      Rows.of(result, from, to).assign(attacked.images());
      System.arraycopy(attacked.zeroGradients(), 0, zeroGradients, from, to - from);
    }
    return new AttackedImages(result, zeroGradients);
  }

  private static void requireOnePerImage(String what, int got, long images) {
    if (got != images) {
      throw new IllegalArgumentException(
          what + ": got " + got + ", must be one for each of " + images + " images");
    }
  }
}
