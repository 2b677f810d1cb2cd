package org.purify4j.diffusion.guidance;

import static org.purify4j.diffusion.catalogue.Spelling.after;
import static org.purify4j.diffusion.catalogue.Spelling.whole;

import java.util.Arrays;
import java.util.Comparator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.catalogue.Kind;

/**
 * Replaces every pixel by the median of its square neighbourhood, channel by channel; at the border
 * the nearest pixel is repeated (Xu et al. 2018, feature squeezing). Runs on the host.
 *
 * @param window width and height of the neighbourhood, odd, 3 to 9
 */
public record MedianFilter(int window) implements Squeeze {
  /** The entry of this squeeze in {@link Squeezes}. */
  public static final Kind<Squeeze> KIND =
      new Kind<>(
          "median",
          MedianFilter.class,
          "medianN",
          "the median of N x N pixels",
          "median3",
          text -> after("median", text).map(n -> new MedianFilter(whole("window", n))));

  public MedianFilter {
    if (window < 3 || window > 9 || window % 2 == 0) {
      throw new IllegalArgumentException("window: got " + window + ", must be 3, 5, 7 or 9");
    }
  }

  @Override
  public String text() {
    return "median" + window;
  }

  @Override
  public INDArray apply(INDArray images) {
    double[] values = images.dup('c').data().asDouble();
    int[] sources = sources(values, images.size(2), images.size(3));
    double[] result = new double[values.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = values[sources[i]];
    }
    return array(result, images);
  }

  @Override
  public INDArray pullback(INDArray images, INDArray gradient) {
    double[] values = images.dup('c').data().asDouble();
    double[] flows = gradient.dup('c').data().asDouble();
    int[] sources = sources(values, images.size(2), images.size(3));
    double[] result = new double[values.length];
    for (int i = 0; i < result.length; i++) {
      result[sources[i]] += flows[i];
    }
    return array(result, gradient);
  }

  /** For each pixel, the index of the pixel that is its neighbourhood's median. */
  private int[] sources(double[] values, long height, long width) {
    int h = Math.toIntExact(height);
    int w = Math.toIntExact(width);
    int[] sources = new int[values.length];
    Integer[] neighbours = new Integer[window * window];
    Comparator<Integer> byValue = Comparator.comparingDouble(i -> values[i]);
    for (int i = 0; i < values.length; i++) {
      int column = i % w;
      int row = i / w % h;
      int plane = i - row * w - column;
      for (int k = 0; k < neighbours.length; k++) {
        int y = Math.min(h - 1, Math.max(0, row + k / window - window / 2));
        int x = Math.min(w - 1, Math.max(0, column + k % window - window / 2));
        neighbours[k] = plane + y * w + x;
      }
      Arrays.sort(neighbours, byValue);
      sources[i] = neighbours[neighbours.length / 2];
    }
    return sources;
  }

  private static INDArray array(double[] values, INDArray like) {
    return Nd4j.createFromArray(values).reshape(like.shape()).castTo(like.dataType());
  }
}
