package org.purify4j.diffusion.schedule;

import static org.purify4j.diffusion.catalogue.Spelling.after;
import static org.purify4j.diffusion.catalogue.Spelling.real;
import static org.purify4j.diffusion.catalogue.Spelling.whole;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.annotation.JsonTypeIdResolver;
import java.util.Optional;
import org.purify4j.diffusion.catalogue.Bound;
import org.purify4j.diffusion.catalogue.Kind;
import org.purify4j.diffusion.catalogue.Spelling;
import org.purify4j.diffusion.catalogue.Textual;

/**
 * The amount of noise that the forward diffusion adds before the reverse diffusion starts: a
 * timestep of one model's schedule, or a standard deviation in pixels, which means the same for
 * every model. {@link NoiseLevels} lists them all.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.CUSTOM, property = "kind")
@JsonTypeIdResolver(NoiseLevels.Names.class)
public interface NoiseLevel extends Textual {
  /**
   * Parses a text form, such as {@code sigma=0.1}, {@code 0.1} or {@code t=470}.
   *
   * @throws IllegalArgumentException for any other text; the message lists the valid forms
   */
  static NoiseLevel parse(String text) {
    return NoiseLevels.ALL.parse(text);
  }

  /**
   * Returns the step of a schedule at which the reverse diffusion starts.
   *
   * @param schedule a schedule, respaced or not
   * @throws IllegalArgumentException if no step of the schedule has that much noise
   */
  int startStep(NoiseSchedule schedule);

  /**
   * A timestep of the full schedule; in a respaced one, the first step that stands for it or for a
   * later timestep.
   *
   * @param value the timestep, at least 0
   */
  record Timestep(int value) implements NoiseLevel {
    /** The entry of this noise level in {@link NoiseLevels}. */
    public static final Kind<NoiseLevel> KIND =
        new Kind<>(
            "timestep",
            Timestep.class,
            "t=T",
            "the noise of timestep T of the model's schedule",
            "t=470",
            text -> after("t=", text).map(t -> new Timestep(whole("timestep", t))));

    public Timestep {
      if (value < 0) {
        throw new IllegalArgumentException("timestep: got " + value + ", must be at least 0");
      }
    }

    @Override
    public String text() {
      return "t=" + value;
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
   * A standard deviation in pixels: the first step whose noise, relative to the image, is at least
   * this.
   *
   * @param value standard deviation for images in [0, 1]: half of sqrt(1 − ᾱ_t)/sqrt(ᾱ_t); within
   *     {@link Bound#NOISE}
   */
  record PixelSigma(double value) implements NoiseLevel {
    /** The entry of this noise level in {@link NoiseLevels}. */
    public static final Kind<NoiseLevel> KIND =
        new Kind<>(
            "pixelSigma",
            PixelSigma.class,
            "[sigma=]S",
            "noise of standard deviation S for pixels in [0, 1]",
            "sigma=0.1",
            text ->
                after("sigma=", text)
                    .or(() -> bareNumber(text))
                    .map(s -> new PixelSigma(real("pixelSigma", s))));

    public PixelSigma {
      Bound.NOISE.require(value);
    }

    private static Optional<String> bareNumber(String text) {
      return text.matches("(?=.*[0-9])[-+.0-9e/]+") ? Optional.of(text) : Optional.empty();
    }

    @Override
    public String text() {
      return "sigma=" + Spelling.text(value);
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
              + ", the most that the schedule reaches");
    }
  }
}
