package org.purify4j.diffusion.train;

import org.purify4j.diffusion.schedule.NoiseSchedule;

/**
 * The variational bound's term of one timestep, in bits per dimension times T/1000, from which a
 * learned variance is learned while the mean stays as it is (Nichol and Dhariwal 2021, §3.1 and eq.
 * 16): the divergence of p(x_{t−1} | x_t) from q(x_{t−1} | x_t, x_0), or at t = 0 the discretised
 * likelihood of x_0 (Ho et al. 2020, §3.3), with the tanh approximation of the normal distribution
 * that their code uses.
 */
final class VariationalBound {
  private static final double STEPS = 1000;
  private static final double HALF_BIN = 1 / 255.0;
  private static final double LEAST = 1e-12;
  private static final double CUBIC = 0.044715;

  private final NoiseSchedule schedule;

  VariationalBound(NoiseSchedule schedule) {
    this.schedule = schedule;
  }

  /**
   * The mean over the batch; its gradient goes to the second half of the output's channels.
   *
   * @param output {@code [b, 2c, h, w]}
   * @param gradient of the output; its second halves are overwritten
   */
  double add(float[] output, NoisyBatch batch, float[] gradient) {
    int images = batch.timesteps().length;
    int length = batch.clean().length / images;
    if (output.length != 2 * batch.clean().length) {
      throw new IllegalArgumentException(
          "loss: got HYBRID, must be SIMPLE for a network that does not predict the variance");
    }
    double weight = schedule.timesteps() / (STEPS * Math.log(2) * batch.clean().length);
    double sum = 0;
    for (int image = 0; image < images; image++) {
      int t = batch.timesteps()[image];
      double least = schedule.posteriorLogVarianceClipped(t);
      double range = Math.log(schedule.beta(t)) - least;
      for (int i = 0; i < length; i++) {
        int at = 2 * image * length + i;
        double logVariance = least + (output[at + length] + 1) / 2 * range;
        double predicted = clean(batch.noisy()[image * length + i], output[at], t);
        double actual = batch.clean()[image * length + i];
        Term term =
            t == 0
                ? likelihood(actual - predicted, actual, logVariance)
                : divergence(t, actual - predicted, logVariance);
        sum += term.nats();
        gradient[at + length] = (float) (weight * term.slope() * range / 2);
      }
    }
    return weight * sum;
  }

  /** x̂_0, not clipped. */
  private double clean(double noisy, double noise, int t) {
    return schedule.sqrtRecipAlphaBar(t) * noisy - schedule.sqrtRecipm1AlphaBar(t) * noise;
  }

  /** A value's part of the bound, and its derivative by the logarithm of the variance. */
  private record Term(double nats, double slope) {}

  /** Of two normal distributions whose means differ as x_0 and x̂_0 do. */
  private Term divergence(int t, double difference, double logVariance) {
    double distance = schedule.posteriorMeanCoef1(t) * difference;
    double ratio = Math.exp(schedule.posteriorLogVarianceClipped(t) - logVariance);
    double square = distance * distance * Math.exp(-logVariance);
    double nats = 0.5 * (-1 - Math.log(ratio) + ratio + square);
    return new Term(nats, 0.5 * (1 - ratio - square));
  }

  /** Of one of 256 levels of [−1, 1]; the mean at t = 0 is x̂_0. */
  private static Term likelihood(double difference, double level, double logVariance) {
    double inverse = Math.exp(-0.5 * logVariance);
    double upper = inverse * (difference + HALF_BIN);
    double lower = inverse * (difference - HALF_BIN);
    boolean lowest = level < -0.999;
    boolean highest = level > 0.999;
    double mass = (highest ? 1 : normal(upper)) - (lowest ? 0 : normal(lower));
    double slope = (highest ? 0 : density(upper) * upper) - (lowest ? 0 : density(lower) * lower);
    if (mass < LEAST) {
      return new Term(-Math.log(LEAST), 0);
    }
    return new Term(-Math.log(mass), 0.5 * slope / mass);
  }

  private static double normal(double x) {
    return 0.5 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + CUBIC * x * x * x)));
  }

  /** The derivative of {@link #normal}. */
  private static double density(double x) {
    double factor = Math.sqrt(2 / Math.PI);
    double tanh = Math.tanh(factor * (x + CUBIC * x * x * x));
    return 0.5 * (1 - tanh * tanh) * factor * (1 + 3 * CUBIC * x * x);
  }
}
