package org.purify4j.diffusion.engine.vector;

import org.jspecify.annotations.Nullable;
import org.purify4j.diffusion.engine.vector.simd.GroupNormalization.Activation;
import org.purify4j.diffusion.engine.vector.simd.RmsNormalization;
import org.purify4j.diffusion.network.Op;

/**
 * Root-mean-square normalisation of every pixel, with the time's scale and shift folded into one
 * affine, and with the activation that follows it.
 */
final class RmsNorm implements VectorKernel {
  private final FeatureMap x;
  private final FeatureMap y;
  private final Activation activation;
  private final WorkerThreads workers;
  private final @Nullable ConditioningValue scaleShift;
  private final float[] gamma;
  private final float[] gain;
  private final float[] shift;

  /**
   * @param scaleShift scale and shift from the time, {@code [2c]}; null for none
   */
  RmsNorm(
      Op.RmsNorm op,
      Activation activation,
      FeatureMap x,
      FeatureMap y,
      @Nullable ConditioningValue scaleShift,
      KernelResources resources) {
    this.x = x;
    this.y = y;
    this.activation = activation;
    this.workers = resources.workers();
    this.scaleShift = scaleShift;
    this.gamma = resources.weights().padded(op.gain());
    this.gain = new float[x.batch() * x.stride()];
    this.shift = new float[gain.length];
  }

  @Override
  public void forward() {
    for (int image = 0; image < x.batch(); image++) {
      fold(image);
    }
    workers.run(
        x.batch() * x.pixels(),
        (from, to, worker) -> {
          for (int pixel = from; pixel < to; pixel++) {
            int at = pixel * x.stride();
            RmsNormalization.apply(
                activation,
                x.data(),
                at,
                x.stride(),
                reciprocal(at),
                gain,
                shift,
                tables(pixel),
                y.data(),
                at);
          }
        });
  }

  private float reciprocal(int at) {
    return RmsNormalization.reciprocal(x.data(), at, x.stride(), (float) Op.RmsNorm.EPSILON);
  }

  private int tables(int pixel) {
    return pixel / x.pixels() * x.stride();
  }

  private void fold(int image) {
    double root = Math.sqrt(x.channels());
    for (int c = 0; c < x.channels(); c++) {
      double scale = root;
      if (scaleShift != null) {
        int at = scaleShift.row(image);
        scale *= 1 + scaleShift.data()[at + c];
        shift[image * x.stride() + c] = scaleShift.data()[at + x.channels() + c];
      }
      gain[image * x.stride() + c] = (float) (gamma[c] * scale);
    }
  }

  @Override
  public boolean spoilsGradient() {
    return true;
  }

  @Override
  public boolean addsToTargets() {
    return true;
  }

  @Override
  public boolean readsInputAgain() {
    return true;
  }

  @Override
  public Runnable backward(FeatureMap gradient, Target[] targets) {
    Target target = targets[0];
    return () ->
        workers.run(
            x.batch() * x.pixels(),
            (from, to, worker) -> {
              for (int pixel = from; pixel < to; pixel++) {
                int at = pixel * x.stride();
                RmsNormalization.gradient(
                    activation,
                    x.data(),
                    at,
                    x.stride(),
                    reciprocal(at),
                    gain,
                    shift,
                    tables(pixel),
                    gradient.data(),
                    at,
                    target.map().data(),
                    at,
                    target.plus());
              }
            });
  }
}
