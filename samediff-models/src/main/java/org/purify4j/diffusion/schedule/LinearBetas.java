package org.purify4j.diffusion.schedule;

/**
 * The linear schedule: β rises linearly from {@code first} to {@code last} (Ho et al. 2020, §4).
 *
 * @param timesteps number of timesteps T, at least 2
 * @param first β of step 0, in (0, 1)
 * @param last β of step T − 1, in [{@code first}, 1)
 */
public record LinearBetas(int timesteps, double first, double last) implements ScheduleSpec {
  /** β of the first of 1000 steps (Ho et al. 2020). */
  public static final double FIRST_OF_1000 = 1e-4;

  /** β of the last of 1000 steps (Ho et al. 2020). */
  public static final double LAST_OF_1000 = 0.02;

  public LinearBetas {
    Timesteps.require(timesteps, 2);
    if (!(first > 0 && first <= last && last < 1)) {
      throw new IllegalArgumentException(
          "first, last: got " + first + ", " + last + ", must be 0 < first <= last < 1");
    }
  }

  /**
   * Creates the usual schedule, β from 1e-4 to 0.02, scaled by 1000/T so that the noise at the end
   * is about the same for every T.
   */
  public static LinearBetas of(int timesteps) {
    double scale = 1000.0 / timesteps;
    return new LinearBetas(timesteps, scale * FIRST_OF_1000, scale * LAST_OF_1000);
  }

  @Override
  public NoiseSchedule build() {
    double step = (last - first) / (timesteps - 1);
    double[] betas = new double[timesteps];
    for (int t = 0; t < timesteps; t++) {
      betas[t] = first + t * step;
    }
    betas[timesteps - 1] = last;
    return NoiseSchedule.ofBetas(betas);
  }
}
