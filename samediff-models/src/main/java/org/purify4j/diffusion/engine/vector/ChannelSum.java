package org.purify4j.diffusion.engine.vector;

import org.purify4j.diffusion.engine.vector.simd.Sums;

/**
 * Adds one value per channel to every pixel of an image. The plan itself passes the gradient of the
 * map on.
 */
final class ChannelSum implements VectorKernel {
  private final FeatureMap x;
  private final ConditioningValue added;
  private final FeatureMap y;
  private final WorkerThreads workers;

  ChannelSum(FeatureMap x, ConditioningValue added, FeatureMap y, WorkerThreads workers) {
    this.x = x;
    this.added = added;
    this.y = y;
    this.workers = workers;
  }

  @Override
  public void forward() {
    workers.run(
        x.batch() * x.pixels(),
        (from, to, worker) -> {
          for (int pixel = from; pixel < to; pixel++) {
            int at = pixel * x.stride();
            int row = added.row(pixel / x.pixels());
            for (int c = 0; c < x.stride(); c++) {
              y.data()[at + c] = x.data()[at + c] + added.data()[row + c];
            }
          }
        });
  }

  @Override
  public Runnable backward(FeatureMap gradient, Target[] targets) {
    throw new IllegalStateException("sum: its gradient is its inputs' gradient");
  }

  /** The gradient of the added values is the sum over pixels. */
  @Override
  public Runnable learn(FeatureMap gradient, LearnedWeights to) {
    float[] sums = added.gradient();
    int stride = gradient.stride();
    return () ->
        workers.run(
            gradient.batch(),
            (from, end, worker) -> {
              for (int image = from; image < end; image++) {
                int at = gradient.image(image);
                Sums.add(gradient.data(), at, x.pixels(), stride, stride, sums, image * stride);
              }
            });
  }
}
