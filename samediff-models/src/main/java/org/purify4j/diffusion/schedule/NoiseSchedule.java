package org.purify4j.diffusion.schedule;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The noise of each step of a diffusion: the table of ᾱ and all that follows from it, in double
 * precision (Ho et al. 2020, eq. 4–7; Nichol and Dhariwal 2021).
 *
 * <p>Step t has q(x_t | x_0) = N(sqrt(ᾱ_t) x_0, (1 − ᾱ_t) I). A respaced schedule keeps some steps
 * of another and remembers, for each, which {@linkplain #modelTimestep timestep of the full
 * schedule} it stands for, since that is what the network was trained with. Immutable.
 */
public final class NoiseSchedule {
  /**
   * Stands for log 0, the log posterior variance of a schedule of one step. Never used as noise.
   */
  private static final double LOG_OF_NOTHING = Math.log(1e-20);

  private final double[] betas;
  private final double[] alphaBars;
  private final double[] posteriorVariances;
  private final int[] modelTimesteps;

  private NoiseSchedule(double[] betas, double[] alphaBars, int[] modelTimesteps) {
    this.betas = betas;
    this.alphaBars = alphaBars;
    this.modelTimesteps = modelTimesteps;
    this.posteriorVariances = new double[betas.length];
    for (int t = 0; t < betas.length; t++) {
      posteriorVariances[t] = betas[t] * (1 - previousAlphaBar(t)) / (1 - alphaBars[t]);
    }
  }

  /**
   * Creates the schedule with these β.
   *
   * @param betas one per step, each in (0, 1); copied
   * @throws IllegalArgumentException if there are none or one is outside (0, 1)
   */
  public static NoiseSchedule ofBetas(double... betas) {
    requireSteps(betas.length);
    double[] alphaBars = new double[betas.length];
    double product = 1;
    for (int t = 0; t < betas.length; t++) {
      if (!(betas[t] > 0 && betas[t] < 1)) {
        throw new IllegalArgumentException(
            "betas[" + t + "]: got " + betas[t] + ", must be above 0 and below 1");
      }
      product *= 1 - betas[t];
      alphaBars[t] = product;
    }
    return new NoiseSchedule(betas.clone(), alphaBars, everyStep(betas.length));
  }

  /**
   * Creates the schedule with these ᾱ.
   *
   * @param alphaBars one per step, strictly decreasing within (0, 1); copied
   * @throws IllegalArgumentException if there are none or they do not decrease within (0, 1)
   */
  public static NoiseSchedule ofAlphaBars(double... alphaBars) {
    requireSteps(alphaBars.length);
    return new NoiseSchedule(
        betasBetween(alphaBars), alphaBars.clone(), everyStep(alphaBars.length));
  }

  /**
   * Returns this schedule at some of its steps only, with β recomputed from ᾱ at those.
   *
   * @param steps steps of this schedule, strictly increasing
   * @throws IllegalArgumentException if there are none, or they do not increase within the schedule
   */
  public NoiseSchedule respaced(int... steps) {
    requireSteps(steps.length);
    double[] kept = new double[steps.length];
    int[] timesteps = new int[steps.length];
    for (int i = 0; i < steps.length; i++) {
      if (steps[i] >= timesteps() || steps[i] < (i == 0 ? 0 : steps[i - 1] + 1)) {
        throw new IllegalArgumentException(
            "steps["
                + i
                + "]: got "
                + steps[i]
                + ", must be strictly increasing and below "
                + timesteps());
      }
      kept[i] = alphaBars[steps[i]];
      timesteps[i] = modelTimesteps[steps[i]];
    }
    return new NoiseSchedule(betasBetween(kept), kept, timesteps);
  }

  /** Number of steps. */
  public int timesteps() {
    return betas.length;
  }

  /** Returns the timestep of the full schedule that step {@code t} of this one stands for. */
  public int modelTimestep(int t) {
    return modelTimesteps[t];
  }

  /** β_t = 1 − ᾱ_t/ᾱ_{t−1}. */
  public double beta(int t) {
    return betas[t];
  }

  /** ᾱ_t. */
  public double alphaBar(int t) {
    return alphaBars[t];
  }

  /** ᾱ_{t−1}; 1 at step 0. */
  public double previousAlphaBar(int t) {
    return t == 0 ? 1 : alphaBars[t - 1];
  }

  /** sqrt(ᾱ_t), the weight of x_0 in x_t. */
  public double signalScale(int t) {
    return Math.sqrt(alphaBars[t]);
  }

  /** sqrt(1 − ᾱ_t), the weight of the noise in x_t. */
  public double noiseScale(int t) {
    return Math.sqrt(1 - alphaBars[t]);
  }

  /** sqrt(1/ᾱ_t): x̂_0 = sqrt(1/ᾱ_t) x_t − sqrt(1/ᾱ_t − 1) ε. */
  public double sqrtRecipAlphaBar(int t) {
    return Math.sqrt(1 / alphaBars[t]);
  }

  /** sqrt(1/ᾱ_t − 1): x̂_0 = sqrt(1/ᾱ_t) x_t − sqrt(1/ᾱ_t − 1) ε. */
  public double sqrtRecipm1AlphaBar(int t) {
    return Math.sqrt(1 / alphaBars[t] - 1);
  }

  /**
   * log β̃_t of the variance β̃_t of q(x_{t−1} | x_t, x_0); at step 0, where β̃ is 0, that of step
   * 1.
   */
  public double posteriorLogVarianceClipped(int t) {
    if (betas.length == 1) {
      return LOG_OF_NOTHING;
    }
    return Math.log(posteriorVariances[Math.max(t, 1)]);
  }

  /** The weight of x_0 in the mean of q(x_{t−1} | x_t, x_0). */
  public double posteriorMeanCoef1(int t) {
    return betas[t] * Math.sqrt(previousAlphaBar(t)) / (1 - alphaBars[t]);
  }

  /** The weight of x_t in the mean of q(x_{t−1} | x_t, x_0). */
  public double posteriorMeanCoef2(int t) {
    return (1 - previousAlphaBar(t)) * Math.sqrt(1 - betas[t]) / (1 - alphaBars[t]);
  }

  /**
   * Returns Σ of a reverse step whose variance is fixed.
   *
   * @throws IllegalArgumentException for {@link VarianceType#LEARNED_RANGE}, where the network
   *     predicts it
   */
  public double fixedVariance(VarianceType type, int t) {
    return switch (type) {
      case FIXED_SMALL -> posteriorVariances[t];
      case FIXED_LARGE -> t == 0 && betas.length > 1 ? posteriorVariances[1] : betas[t];
      case LEARNED_RANGE ->
          throw new IllegalArgumentException(
              "type: got LEARNED_RANGE, must be a fixed variance (the network gives the range)");
    };
  }

  /** σ_t = sqrt(1 − ᾱ_t)/sqrt(ᾱ_t): the noise relative to the image, for images in [−1, 1]. */
  public double sigma(int t) {
    return Math.sqrt((1 - alphaBars[t]) / alphaBars[t]);
  }

  /** σ_t/2: the noise relative to the image, for images in [0, 1]. */
  public double pixelSigma(int t) {
    return sigma(t) / 2;
  }

  private static double[] betasBetween(double[] alphaBars) {
    double[] betas = new double[alphaBars.length];
    double previous = 1;
    for (int t = 0; t < betas.length; t++) {
      if (!(alphaBars[t] > 0 && alphaBars[t] < previous)) {
        throw new IllegalArgumentException(
            "alphaBars["
                + t
                + "]: got "
                + alphaBars[t]
                + ", must be above 0 and below "
                + previous);
      }
      betas[t] = 1 - alphaBars[t] / previous;
      previous = alphaBars[t];
    }
    return betas;
  }

  private static void requireSteps(int steps) {
    if (steps == 0) {
      throw new IllegalArgumentException("steps: got none, must be at least one");
    }
  }

  private static int[] everyStep(int timesteps) {
    return IntStream.range(0, timesteps).toArray();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NoiseSchedule that
        && Arrays.equals(alphaBars, that.alphaBars)
        && Arrays.equals(modelTimesteps, that.modelTimesteps);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(alphaBars) + Arrays.hashCode(modelTimesteps);
  }

  @Override
  public String toString() {
    int last = timesteps() - 1;
    return "NoiseSchedule["
        + timesteps()
        + " steps, pixel sigma "
        + pixelSigma(0)
        + " to "
        + pixelSigma(last)
        + "]";
  }
}
