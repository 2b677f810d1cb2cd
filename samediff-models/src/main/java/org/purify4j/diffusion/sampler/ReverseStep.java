package org.purify4j.diffusion.sampler;

import org.purify4j.diffusion.schedule.NoiseSchedule;
import org.purify4j.diffusion.schedule.VarianceType;

/**
 * One reverse step, from x_t to x_{t−1} of a schedule, and the rules by which it is taken.
 *
 * @param schedule the schedule whose steps are taken, respaced or not
 * @param index t, counted from 0; step 0 gives the clean image
 * @param start the step at which the round starts, at least {@code index}
 * @param variance how Σ is obtained
 * @param clipping whether x̂_0 is clipped
 */
public record ReverseStep(
    NoiseSchedule schedule, int index, int start, VarianceType variance, Clipping clipping) {
  public ReverseStep {
    if (start < 0 || start >= schedule.timesteps()) {
      throw new IllegalArgumentException(
          "start: got " + start + ", must be at least 0 and below " + schedule.timesteps());
    }
    if (index < 0 || index > start) {
      throw new IllegalArgumentException(
          "index: got " + index + ", must be at least 0 and at most the start, " + start);
    }
  }

  /**
   * Returns the step that follows this one, from x_{t−1} to x_{t−2}.
   *
   * @throws IllegalArgumentException if this is step 0
   */
  public ReverseStep next() {
    return new ReverseStep(schedule, index - 1, start, variance, clipping);
  }
}
