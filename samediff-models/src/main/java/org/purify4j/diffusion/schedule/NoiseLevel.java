package org.purify4j.diffusion.schedule;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/**
 * How much noise the forward diffusion adds before it is run back: a timestep of one model's
 * schedule, or a standard deviation in pixels, which means the same for every model.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = NoiseLevel.Timestep.class, name = "timestep"),
  @JsonSubTypes.Type(value = NoiseLevel.PixelSigma.class, name = "pixelSigma")
})
public sealed interface NoiseLevel {
  /**
   * The step of a schedule where the reverse diffusion starts.
   *
   * @param schedule a schedule, respaced or not
   * @throws IllegalArgumentException if the whole schedule holds less noise
   */
  int startStep(NoiseSchedule schedule);

  /**
   * A timestep of the full schedule; in a respaced one, the smallest step that stands for it or for
   * a later one.
   *
   * @param value at least 0
   */
  record Timestep(int value) implements NoiseLevel {
    public Timestep {
      if (value < 0) {
        throw new IllegalArgumentException("timestep: got " + value + ", must be at least 0");
      }
    }

    @Override
    public int startStep(NoiseSchedule schedule) {
      for (int i = 0; i < schedule.timesteps(); i++) {
        if (schedule.modelTimestep(i) >= value) {
          return i;
        }
      }
      throw new IllegalArgumentException(
          "timestep: got "
              + value
              + ", must be at most "
              + schedule.modelTimestep(schedule.timesteps() - 1)
              + ", the last of the schedule");
    }
  }

  /**
   * The smallest step whose noise, relative to the image, is at least this.
   *
   * @param value standard deviation for images in [0, 1]: half of sqrt(1 − ᾱ_t)/sqrt(ᾱ_t); positive
   */
  record PixelSigma(double value) implements NoiseLevel {
    public PixelSigma {
      if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("pixelSigma: got " + value + ", must be positive");
      }
    }

    @Override
    public int startStep(NoiseSchedule schedule) {
      for (int i = 0; i < schedule.timesteps(); i++) {
        if (schedule.pixelSigma(i) >= value) {
          return i;
        }
      }
      throw new IllegalArgumentException(
          "pixelSigma: got "
              + value
              + ", must be at most "
              + schedule.pixelSigma(schedule.timesteps() - 1)
              + ", the most that the schedule holds");
    }
  }
}
