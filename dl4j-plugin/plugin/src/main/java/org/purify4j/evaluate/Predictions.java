package org.purify4j.evaluate;

import java.util.Arrays;

/**
 * The predictions of a classifier with noise: a class for each image and each fresh draw.
 *
 * @param classes per image, one class per draw; not modified
 */
public record Predictions(int[][] classes) {
  public Predictions {
    if (classes.length == 0 || classes[0].length == 0) {
      throw new IllegalArgumentException(
          "classes: got none, must hold at least one image and one draw");
    }
    for (int[] draws : classes) {
      if (draws.length != classes[0].length) {
        throw new IllegalArgumentException(
            "classes: got "
                + draws.length
                + " and "
                + classes[0].length
                + " draws, must be the same number for each image");
      }
    }
  }

  /** Number of images. */
  private int images() {
    return classes.length;
  }

  /** Draws for each image. */
  public int draws() {
    return classes[0].length;
  }

  /**
   * The share of images classified correctly, by the three rules of {@link Accuracy}.
   *
   * @param labels one true class per image
   */
  public Accuracy accuracy(int[] labels) {
    if (labels.length != images()) {
      throw new IllegalArgumentException(
          "labels: got " + labels.length + ", must be one for each of " + images() + " images");
    }
    double mean = 0;
    int always = 0;
    int mostly = 0;
    for (int i = 0; i < labels.length; i++) {
      int label = labels[i];
      long right = Arrays.stream(classes[i]).filter(c -> c == label).count();
      mean += right / (double) draws();
      always += right == draws() ? 1 : 0;
      mostly += majority(i) == label ? 1 : 0;
    }
    return new Accuracy(
        Proportion.of(mean, images()),
        Proportion.of(always, images()),
        Proportion.of(mostly, images()));
  }

  /** The class that most draws gave an image; the smallest of them in a tie. */
  private int majority(int image) {
    int[] sorted = classes[image].clone();
    Arrays.sort(sorted);
    int best = sorted[0];
    int bestCount = 0;
    int count = 0;
    for (int d = 0; d < sorted.length; d++) {
      count = d > 0 && sorted[d] == sorted[d - 1] ? count + 1 : 1;
      if (count > bestCount) {
        bestCount = count;
        best = sorted[d];
      }
    }
    return best;
  }
}
