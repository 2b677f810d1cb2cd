package org.purify4j.diffusion.engine.vector;

import org.purify4j.diffusion.engine.vector.simd.Sums;

/** Adds a vector to every pixel of its image. The plan passes the gradient of the map on. */
final class ChannelSum implements VectorKernel {
  private final FeatureMap x;
  private final ConditioningValue vector;
  private final FeatureMap y;
  private final WorkerThreads workers;

  ChannelSum(FeatureMap x, ConditioningValue vector, FeatureMap y, WorkerThreads workers) {
    this.x = x;
    this.vector = vector;
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
            int row = vector.row(pixel / x.pixels());
            for (int c = 0; c < x.stride(); c++) {
              y.data()[at + c] = x.data()[at + c] + vector.data()[row + c];
            }
          }
        });
  }

  @Override
  public Runnable backward(FeatureMap gradient, Target[] targets) {
    throw new IllegalStateException("sum: its gradient is its inputs' gradient");
  }

  /** The vector's gradient is the sum over pixels. */
  @Override
  public Runnable learn(FeatureMap gradient, LearnedWeights to) {
    float[] sums = vector.gradient();
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
