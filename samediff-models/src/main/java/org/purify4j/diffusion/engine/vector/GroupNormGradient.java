package org.purify4j.diffusion.engine.vector;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.purify4j.diffusion.network.Op;

/**
 * Computes the gradients of a normalisation's affine and of the time's scale and shift, from the
 * sums that its backward pass makes per image and channel: S₀ = Σ gradient·f′ and S₁ = r·Σ
 * gradient·f′·(x − mean). With f's argument {@code (γ·x̂ + β)·(1 + scale) + shift}: ∂γ = S₁·(1 +
 * scale), ∂β = S₀·(1 + scale), ∂scale = γ·S₁ + β·S₀, ∂shift = S₀.
 */
final class GroupNormGradient implements Runnable {
  private final FeatureMap x;
  private final float[] reciprocal;
  private final int perGroup;
  private final @Nullable ConditioningValue scaleShift;
  private final LearnedWeights learned;
  private final int gamma;
  private final int beta;
  private final float[] sums;
  private final float[] products;

  /**
   * @param x what is normalised
   * @param reciprocal standard deviation of each image's groups
   * @param scaleShift scale and shift from the time, {@code [2c]}; null for none
   */
  GroupNormGradient(
      Op.GroupNorm op,
      FeatureMap x,
      float[] reciprocal,
      @Nullable ConditioningValue scaleShift,
      LearnedWeights learned) {
    this.x = x;
    this.reciprocal = reciprocal;
    this.perGroup = x.channels() / op.groups();
    this.scaleShift = scaleShift;
    this.learned = learned;
    this.gamma = learned.gradient().offset(op.weight());
    this.beta = learned.gradient().offset(op.bias());
    this.sums = new float[x.batch() * x.stride()];
    this.products = new float[sums.length];
  }

  /**
   * Keeps the sums of a block of channels.
   *
   * @param at image·stride + channel of the block's first
   */
  void keep(float[] blockSums, float[] blockProducts, int at, int channels) {
    System.arraycopy(blockSums, 0, sums, at, channels);
    System.arraycopy(blockProducts, 0, products, at, channels);
  }

  @Override
  public void run() {
    float[] gradient = learned.gradient().data();
    Arrays.fill(gradient, gamma, gamma + x.channels(), 0f);
    Arrays.fill(gradient, beta, beta + x.channels(), 0f);
    for (int image = 0; image < x.batch(); image++) {
      for (int c = 0; c < x.channels(); c++) {
        int at = image * x.stride() + c;
        int group = image * (x.channels() / perGroup) + c / perGroup;
        add(image, c, sums[at], products[at] * reciprocal[group]);
      }
    }
  }

  private void add(int image, int c, float sum, float product) {
    float[] gradient = learned.gradient().data();
    float scale = 1;
    if (scaleShift != null) {
      float[] weights = learned.weights().data();
      scale += scaleShift.data()[scaleShift.row(image) + c];
      float[] ofVector = scaleShift.gradient();
      int at = image * scaleShift.stride() + c;
      ofVector[at] += weights[gamma + c] * product + weights[beta + c] * sum;
      ofVector[at + x.channels()] += sum;
    }
    gradient[gamma + c] += product * scale;
    gradient[beta + c] += sum * scale;
  }
}
