package org.purify4j.diffusion.sampler;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.purify4j.diffusion.schedule.VarianceType;

/**
 * The variance Σ of one reverse step: one number, or one for every value if the network predicts
 * it.
 */
sealed interface StepVariance {
  /** Returns {@code values} times Σ, freshly allocated. */
  INDArray timesVariance(INDArray values);

  /** Returns {@code values} times sqrt(Σ), freshly allocated. */
  INDArray timesDeviation(INDArray values);

  /**
   * Writes the gradient that reaches the network's output through Σ.
   *
   * @param gradientOfLogVariance dL/d log Σ, {@code [b, c, h, w]}, modified
   * @param outputGradient {@code [b, o, h, w]}, its variance channels overwritten
   */
  void pullback(INDArray gradientOfLogVariance, INDArray outputGradient);

  /**
   * Computes Σ at a step.
   *
   * @param output the network's output, {@code [b, o, h, w]}, not modified
   * @param channels c, the number of image channels
   */
  static StepVariance of(ReverseStep step, INDArray output, long channels) {
    if (step.variance() != VarianceType.LEARNED_RANGE) {
      return new Fixed(step.schedule().fixedVariance(step.variance(), step.index()));
    }
    if (output.size(1) != 2 * channels) {
      throw new IllegalArgumentException(
          "output: got "
              + output.size(1)
              + " channels, must be "
              + 2 * channels
              + " for a learned range of variances");
    }
    double highest = Math.log(step.schedule().beta(step.index()));
    double lowest = step.schedule().posteriorLogVarianceClipped(step.index());
    double perUnit = (highest - lowest) / 2;
    INDArray log = Learned.channels(output, channels).mul(perUnit).addi((highest + lowest) / 2);
    return new Learned(Transforms.exp(log.muli(0.5), false), perUnit);
  }

  /**
   * A fixed variance, the same for every value.
   *
   * @param variance Σ
   */
  record Fixed(double variance) implements StepVariance {
    @Override
    public INDArray timesVariance(INDArray values) {
      return values.mul(variance);
    }

    @Override
    public INDArray timesDeviation(INDArray values) {
      return values.mul(Math.sqrt(variance));
    }

    @Override
    public void pullback(INDArray gradientOfLogVariance, INDArray outputGradient) {
      // a fixed variance does not depend on the output
    }
  }

  /**
   * A learned variance: the network interpolates log Σ between log β̃_t and log β_t (Nichol and
   * Dhariwal 2021, eq. 15).
   *
   * @param deviation sqrt(Σ), {@code [b, c, h, w]}
   * @param perUnit d log Σ / d output
   */
  record Learned(INDArray deviation, double perUnit) implements StepVariance {
    @Override
    public INDArray timesVariance(INDArray values) {
      return values.mul(deviation).muli(deviation);
    }

    @Override
    public INDArray timesDeviation(INDArray values) {
      return values.mul(deviation);
    }

    @Override
    public void pullback(INDArray gradientOfLogVariance, INDArray outputGradient) {
      channels(outputGradient, gradientOfLogVariance.size(1))
          .assign(gradientOfLogVariance.muli(perUnit));
    }

    private static INDArray channels(INDArray output, long channels) {
      return output.get(NDArrayIndex.all(), NDArrayIndex.interval(channels, 2 * channels));
    }
  }
}
