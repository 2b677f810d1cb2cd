package org.purify4j.attack.transform;

import org.apache.commons.rng.UniformRandomProvider;
import org.purify4j.diffusion.catalogue.Bound;

/**
 * Translation invariance (Dong et al., "Evading defenses to transferable adversarial examples by
 * translation-invariant attacks", 2019): in the place of the mean loss of shifted images, the
 * gradient of the image itself is smoothed by a kernel, which is the weight of the shifts.
 *
 * <p>The kernel of size 2k + 1 is the paper's Gaussian of standard deviation k / √3, zero beyond
 * the border, with sum 1. It is symmetric, and so its own adjoint. Images pass as they are.
 *
 * @param size 2k + 1, an odd number, 3 or more
 */
public record TranslationInvariance(int size) implements InputTransform {
  /** The paper takes 15 for images of 299 pixels; this one is for small ones. */
  public static final int DEFAULT_SIZE = 7;

  static final TransformKind KIND =
      new TransformKind(
          "ti",
          "ti[:SIZE]",
          "translation invariance: the gradient smoothed by a kernel of SIZE ("
              + DEFAULT_SIZE
              + ")",
          argument ->
              new TranslationInvariance(
                  argument.isEmpty() ? DEFAULT_SIZE : whole("size", argument)));

  public TranslationInvariance {
    if (size < 3 || size % 2 == 0) {
      throw new IllegalArgumentException(
          "size: got " + size + ", must be an odd number, 3 or more");
    }
    if (size > Bound.IMAGE_SIDE.most()) {
      throw new IllegalArgumentException(
          "size: got " + size + ", must be at most " + Bound.IMAGE_SIDE.most());
    }
  }

  private static int whole(String name, String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          name + ": got " + text + ", must be an odd number, 3 or more", e);
    }
  }

  @Override
  public String text() {
    return KIND.name() + ":" + size;
  }

  @Override
  public boolean random() {
    return false;
  }

  @Override
  public Passage draw(int channels, int height, int width, UniformRandomProvider random) {
    SeparableMap smoothing = new SeparableMap(channels, smoothed(height), smoothed(width));
    return new Passage() {
      @Override
      public double[] image(double[] image) {
        return image;
      }

      @Override
      public double[] gradient(double[] gradient) {
        return smoothing.gradient(gradient);
      }
    };
  }

  private double[][] smoothed(int length) {
    int reach = size / 2;
    double deviation = reach / Math.sqrt(3);
    double[] kernel = new double[size];
    double sum = 0;
    for (int i = 0; i < size; i++) {
      double away = (i - reach) / deviation;
      kernel[i] = Math.exp(-away * away / 2);
      sum += kernel[i];
    }
    double[][] matrix = new double[length][length];
    for (int to = 0; to < length; to++) {
      for (int from = Math.max(0, to - reach); from <= Math.min(length - 1, to + reach); from++) {
        matrix[to][from] = kernel[from - to + reach] / sum;
      }
    }
    return matrix;
  }
}
