package org.purify4j.diffusion.schedule;

/**
 * The variance-preserving SDE dx = −½β(u)x du + sqrt(β(u)) dw with β(u) rising linearly over u in
 * (0, 1], discretised (Song et al. 2021, eq. 11 and 33): step i stands for the time u = (i + 1)/T,
 * where ᾱ(u) = exp(−½u²(β_max − β_min) − u·β_min).
 *
 * @param timesteps number of timesteps T, at least 1
 * @param betaMin β(0), positive
 * @param betaMax β(1), at least {@code betaMin}
 */
public record VpSde(int timesteps, double betaMin, double betaMax) implements ScheduleSpec {
  /** The number of timesteps in Song et al.'s code. */
  public static final int DEFAULT_TIMESTEPS = 1000;

  /** β(0) of Song et al. */
  public static final double DEFAULT_BETA_MIN = 0.1;

  /** β(1) of Song et al. */
  public static final double DEFAULT_BETA_MAX = 20;

  public VpSde {
    Timesteps.require(timesteps, 1);
    if (!(betaMin > 0 && betaMin <= betaMax && betaMax < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "betaMin, betaMax: got " + betaMin + ", " + betaMax + ", must be 0 < betaMin <= betaMax");
    }
  }

  /** Creates the schedule with the usual range of β and {@code timesteps} steps. */
  public static VpSde of(int timesteps) {
    return new VpSde(timesteps, DEFAULT_BETA_MIN, DEFAULT_BETA_MAX);
  }

  /** Returns the continuous time u in (0, 1] that step {@code t} stands for. */
  public double time(int t) {
    return (t + 1.0) / timesteps;
  }

  @Override
  public NoiseSchedule build() {
    double[] alphaBars = new double[timesteps];
    for (int t = 0; t < timesteps; t++) {
      double u = time(t);
      alphaBars[t] = Math.exp(-0.5 * u * u * (betaMax - betaMin) - u * betaMin);
    }
    return NoiseSchedule.ofAlphaBars(alphaBars);
  }
}
