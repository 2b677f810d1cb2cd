package org.purify4j.diffusion.sampler;

import org.purify4j.diffusion.schedule.NoiseSchedule;
import org.purify4j.diffusion.schedule.VarianceType;

/**
 * Which reverse step is taken and under which rules: from x_t to x_{t−1} of a schedule.
 *
 * @param schedule the schedule whose steps are taken, respaced or not
 * @param index t, counted from 0; the step at 0 gives the clean image
 * @param variance where Σ comes from
 * @param clipping what happens to x̂_0
 */
public record ReverseStep(
    NoiseSchedule schedule, int index, VarianceType variance, Clipping clipping) {
  public ReverseStep {
    if (index < 0 || index >= schedule.timesteps()) {
      throw new IllegalArgumentException(
          "index: got " + index + ", must be at least 0 and below " + schedule.timesteps());
    }
  }
}
