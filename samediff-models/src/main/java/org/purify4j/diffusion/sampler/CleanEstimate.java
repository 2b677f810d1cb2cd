package org.purify4j.diffusion.sampler;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * The clean image that the network's ε implies, x̂_0 = sqrt(1/ᾱ_t) x_t − sqrt(1/ᾱ_t − 1) ε (Ho et
 * al. 2020, eq. 15), clipped or not, and its derivative.
 */
public final class CleanEstimate {
  private final double ofX;
  private final double ofNoise;
  private final Clipping clipping;

  private CleanEstimate(ReverseStep step) {
    this.ofX = step.schedule().sqrtRecipAlphaBar(step.index());
    this.ofNoise = step.schedule().sqrtRecipm1AlphaBar(step.index());
    this.clipping = step.clipping();
  }

  /** Creates the estimate at a step. */
  public static CleanEstimate at(ReverseStep step) {
    return new CleanEstimate(step);
  }

  /**
   * Computes x̂_0.
   *
   * @param x x_t, {@code [b, c, h, w]}, not modified
   * @param output the network's output, {@code [b, o, h, w]}, not modified
   * @return {@code [b, c, h, w]}, freshly allocated
   */
  public INDArray of(INDArray x, INDArray output) {
    INDArray estimate = unclipped(x, output);
    if (clipping == Clipping.UNIT_RANGE) {
      Transforms.min(estimate, 1.0, false);
      Transforms.max(estimate, -1.0, false);
    }
    return estimate;
  }

  /**
   * Computes the derivative of x̂_0 along a change of x_t and of the network's output.
   *
   * @param x x_t, not modified
   * @param output the network's output, not modified
   * @param ofX the change of x_t, not modified
   * @param change that of the network's output, not modified
   * @return freshly allocated
   */
  public INDArray tangent(INDArray x, INDArray output, INDArray ofX, INDArray change) {
    return whereUnclipped(x, output, unclipped(ofX, change));
  }

  /**
   * Computes the gradient with respect to the network's output, x_t held fixed, and with respect to
   * x_t, the output held fixed.
   *
   * @param x x_t, not modified
   * @param output the network's output, not modified
   * @param gradient dL/dx̂_0, not modified
   * @return both gradients, freshly allocated
   */
  public Gradient pullback(INDArray x, INDArray output, INDArray gradient) {
    INDArray ofEstimate = whereUnclipped(x, output, gradient.dup('c'));
    INDArray ofOutput = Nd4j.zeros(output.dataType(), output.shape());
    noiseChannels(ofOutput, x.size(1)).assign(ofEstimate.mul(-ofNoise));
    return new Gradient(ofEstimate.muli(ofX), ofOutput);
  }

  /**
   * The two gradients that {@link #pullback} computes.
   *
   * @param x with respect to x_t, {@code [b, c, h, w]}
   * @param output with respect to the network's output, {@code [b, o, h, w]}
   */
  public record Gradient(INDArray x, INDArray output) {}

  /** Sets to 0 what belongs to pixels of x̂_0 that are clipped, and returns the same array. */
  private INDArray whereUnclipped(INDArray x, INDArray output, INDArray values) {
    if (clipping == Clipping.UNIT_RANGE) {
      INDArray inside = Transforms.abs(unclipped(x, output), false).lte(1.0);
      values.muli(inside.castTo(values.dataType()));
    }
    return values;
  }

  private INDArray unclipped(INDArray x, INDArray output) {
    return x.mul(ofX).subi(noiseChannels(output, x.size(1)).mul(ofNoise));
  }

  private static INDArray noiseChannels(INDArray output, long channels) {
    return output.get(NDArrayIndex.all(), NDArrayIndex.interval(0, channels));
  }
}
