package org.purify4j.cli.option;

import java.util.List;
import java.util.Optional;
import org.purify4j.cli.shell.Arguments;
import org.purify4j.cli.shell.UsageException;
import org.purify4j.diffusion.chain.PurifierConfig;
import org.purify4j.diffusion.schedule.NoiseLevel;
import org.purify4j.diffusion.schedule.NoiseSchedule;
import org.purify4j.diffusion.schedule.Respacing;

/** Holds options about noise levels and steps against the schedule of a model. */
final class ScheduleFit {
  private ScheduleFit() {}

  /**
   * Checks a purifier.
   *
   * @param config what was asked for
   * @param schedule the full schedule of the model
   * @throws UsageException if there is no such timestep, noise or number of steps, naming the
   *     option
   */
  static void require(Arguments arguments, PurifierConfig config, NoiseSchedule schedule) {
    String level = given(PurifierSettings.levels(), arguments).orElse("preset");
    Optional<String> steps = given(PurifierSettings.steps(), arguments);
    for (NoiseLevel round : config.rounds()) {
      int start = start(level, round, schedule);
      if (steps.isPresent()) {
        requireSteps(steps.get(), config.respacing(), start);
        respaced(steps.get(), config.respacing(), schedule, start);
      }
    }
  }

  /**
   * The step at which the reverse diffusion starts.
   *
   * @param option which asked for it
   * @throws UsageException if the schedule does not reach it
   */
  static int start(String option, NoiseLevel level, NoiseSchedule schedule) {
    int last = schedule.timesteps() - 1;
    double least = schedule.pixelSigma(0);
    if (level instanceof NoiseLevel.PixelSigma sigma && sigma.value() < least) {
      throw new UsageException(
          "--"
              + option
              + ": got "
              + level.text()
              + ", must be at least sigma="
              + least
              + ", the noise of the first step of this model's schedule");
    }
    try {
      return level.startStep(schedule);
    } catch (IllegalArgumentException e) {
      String most =
          level instanceof NoiseLevel.Timestep
              ? "t=" + schedule.modelTimestep(last)
              : "sigma=" + schedule.pixelSigma(last);
      throw new UsageException(
          "--"
              + option
              + ": got "
              + level.text()
              + ", must be at most "
              + most
              + ", the end of this model's schedule",
          e);
    }
  }

  /** A smaller number of steps would be taken without a word. */
  static void requireSteps(String option, Respacing respacing, int start) {
    if (respacing instanceof Respacing.Evenly evenly && evenly.count() > start + 1) {
      throw new UsageException(
          "--"
              + option
              + ": got "
              + evenly.count()
              + ", must be at most "
              + (start + 1)
              + ", the steps from the start at "
              + start
              + " down to 0");
    }
  }

  private static void respaced(
      String option, Respacing respacing, NoiseSchedule schedule, int start) {
    try {
      respacing.steps(schedule.timesteps(), start);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--" + option + ": " + e.getMessage(), e);
    }
  }

  private static Optional<String> given(List<ValueOption<?>> options, Arguments arguments) {
    return options.stream()
        .filter(option -> option.isIn(arguments))
        .map(ValueOption::name)
        .findFirst();
  }
}
