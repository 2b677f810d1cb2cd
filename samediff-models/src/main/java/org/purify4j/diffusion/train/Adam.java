package org.purify4j.diffusion.train;

import java.util.stream.IntStream;
import org.purify4j.diffusion.network.Parameters;

/**
 * Adam (Kingma and Ba 2015, algorithm 1) over all weights at once, and their average. Element by
 * element in float32, in blocks side by side: nothing depends on the threads.
 */
final class Adam {
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final float EPSILON = 1e-8f;
  private static final int BLOCK = 1 << 16;

  private Adam() {}

  /** The square root of the sum of all squares. */
  static double norm(Parameters gradient) {
    float[] data = gradient.data();
    double[] sums = new double[blocks(data.length)];
    IntStream.range(0, sums.length)
        .parallel()
        .forEach(
            block -> {
              double sum = 0;
              for (int i = block * BLOCK; i < end(block, data.length); i++) {
                sum += (double) data[i] * data[i];
              }
              sums[block] = sum;
            });
    double total = 0;
    for (double sum : sums) {
      total += sum;
    }
    return Math.sqrt(total);
  }

  /**
   * One step.
   *
   * @param state changed
   * @param gradient as it came
   * @param scale by which the gradient is multiplied
   * @param rate the learning rate
   * @param averaging decay of the averaged weights
   */
  static void step(
      TrainingState state, Parameters gradient, double scale, double rate, double averaging) {
    long count = state.step() + 1;
    double correction = Math.sqrt(1 - Math.pow(BETA2, count));
    Factors factors =
        new Factors(
            (float) scale,
            (float) (rate * correction / (1 - Math.pow(BETA1, count))),
            (float) (EPSILON * correction),
            (float) (1 - averaging));
    int length = gradient.data().length;
    IntStream.range(0, blocks(length))
        .parallel()
        .forEach(
            block -> update(state, gradient.data(), factors, block * BLOCK, end(block, length)));
  }

  private record Factors(float scale, float rate, float epsilon, float share) {}

  private static void update(TrainingState state, float[] gradient, Factors f, int from, int to) {
    float[] weights = state.weights().data();
    float[] average = state.average().data();
    float[] first = state.firstMoment().data();
    float[] second = state.secondMoment().data();
    float beta1 = (float) BETA1;
    float beta2 = (float) BETA2;
    for (int i = from; i < to; i++) {
      float g = f.scale() * gradient[i];
      float m = beta1 * first[i] + (1 - beta1) * g;
      float v = beta2 * second[i] + (1 - beta2) * g * g;
      float w = weights[i] - f.rate() * m / ((float) Math.sqrt(v) + f.epsilon());
      first[i] = m;
      second[i] = v;
      weights[i] = w;
      average[i] += f.share() * (w - average[i]);
    }
  }

  private static int blocks(int length) {
    return (length + BLOCK - 1) / BLOCK;
  }

  private static int end(int block, int length) {
    return (int) Math.min((block + 1L) * BLOCK, length);
  }
}
