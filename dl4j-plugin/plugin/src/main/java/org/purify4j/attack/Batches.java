package org.purify4j.attack;

import java.util.Arrays;
import java.util.function.Function;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.array.Rows;
import org.purify4j.diffusion.noise.Draw;

/** Labelled images, worked through a few at a time so that the batch bounds the memory. */
record Batches(int batchSize, INDArray images, int[] labels, Draw draw) {
  Batches {
    long n = images.size(0);
    if (images.rank() != 4) {
      throw new IllegalArgumentException(
          "images: got shape " + Arrays.toString(images.shape()) + ", must be [n, c, h, w]");
    }
    requireOnePerImage("labels", labels.length, n);
    requireOnePerImage("image ids of the draw", draw.imageIds().length, n);
  }

  static Batches of(int batchSize, INDArray images, int[] labels, Draw draw) {
    return new Batches(batchSize, images, labels, draw);
  }

  /** One batch: at most {@code batchSize} consecutive images. */
  record Batch(INDArray images, int[] labels, Draw draw) {}

  /** Maps each batch to as many images, and puts the results together in order. */
  INDArray map(Function<Batch, INDArray> function) {
    int n = labels.length;
    if (n <= batchSize) {
      return function.apply(new Batch(images, labels, draw));
    }
    INDArray result = Nd4j.createUninitialized(images.dataType(), images.shape(), 'c');
    for (int from = 0; from < n; from += batchSize) {
      int to = Math.min(n, from + batchSize);
      Batch batch =
          new Batch(
              Rows.of(images, from, to).dup('c'),
              Arrays.copyOfRange(labels, from, to),
              draw.slice(from, to));
      Rows.of(result, from, to).assign(function.apply(batch));
    }
    return result;
  }

  private static void requireOnePerImage(String what, int got, long images) {
    if (got != images) {
      throw new IllegalArgumentException(
          what + ": got " + got + ", must be one for each of " + images + " images");
    }
  }
}
