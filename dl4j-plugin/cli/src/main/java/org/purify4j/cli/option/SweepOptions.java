package org.purify4j.cli.option;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.cli.Options;
import org.purify4j.cli.shell.Arguments;
import org.purify4j.cli.shell.JsonFile;
import org.purify4j.diffusion.catalogue.Bound;
import org.purify4j.diffusion.guidance.Guidance;
import org.purify4j.diffusion.sampler.DdpmSampler;
import org.purify4j.diffusion.sampler.Sampler;
import org.purify4j.diffusion.sampler.Samplers;
import org.purify4j.diffusion.schedule.NoiseLevel;
import org.purify4j.diffusion.schedule.NoiseSchedule;
import org.purify4j.diffusion.schedule.Respacing;
import org.purify4j.sweep.Combination;
import org.purify4j.sweep.SweepPlan;

/** The options that settle which purifiers a sweep measures. */
public final class SweepOptions {
  /** As in {@code PurifierConfig.of}. */
  private static final Sampler DEFAULT_SAMPLER = new DdpmSampler();

  /** As in {@code PurifierConfig.of}: one purification an image. */
  private static final int DEFAULT_DRAWS = 1;

  private static final ValueOption<Integer> TIMESTEPS =
      new ValueOption<>(
          "timesteps",
          "T[,T]",
          "where purifiers start, in steps of the model's schedule",
          ValueOption.atLeast(0));

  private static final ValueOption<Integer> NFES =
      new ValueOption<>(
          "nfes",
          "N[,N]",
          "their numbers of reverse steps, as --nfe of 'evaluate'",
          ValueOption.within(Bound.STEPS));

  private static final ValueOption<Sampler> SAMPLERS =
      ValueOption.of(
          "samplers",
          "S[,S]",
          "how steps are taken, default " + DEFAULT_SAMPLER.text(),
          Samplers.ALL);

  private static final ValueOption<Integer> DRAWS =
      new ValueOption<>(
          "draws",
          "K[,K]",
          "purifications over which the victim's probabilities are averaged; fewer are the first"
              + " of more, at no cost. Default "
              + DEFAULT_DRAWS,
          ValueOption.within(Bound.VOTES));

  private SweepOptions() {}

  public static Options add(Options options) {
    return options
        .addOption(TIMESTEPS.required())
        .addOption(NFES.required())
        .addOption(SAMPLERS.optional())
        .addOption(DRAWS.optional());
  }

  /** Reads them. */
  public static SweepPlan read(Arguments arguments, long seed, int batch) {
    Map<String, Guidance> guidances = PurifierOptions.guidances(arguments);
    return new SweepPlan(
        distinct(TIMESTEPS, arguments),
        distinct(NFES, arguments),
        samplers(arguments),
        guidances.isEmpty() ? Map.of(Combination.UNGUIDED, Guidance.none()) : guidances,
        DRAWS.isIn(arguments) ? distinct(DRAWS, arguments) : List.of(DEFAULT_DRAWS),
        seed,
        batch);
  }

  /**
   * Holds the timesteps and numbers of steps against the schedule of a model.
   *
   * @throws org.purify4j.cli.shell.UsageException if a timestep lies beyond it, or a number of
   *     steps is larger than there are from the last timestep
   */
  public static void requireSchedule(SweepPlan plan, NoiseSchedule schedule) {
    int last = 0;
    for (int timestep : plan.timesteps()) {
      NoiseLevel level = new NoiseLevel.Timestep(timestep);
      last = Math.max(last, ScheduleFit.start(TIMESTEPS.name(), level, schedule));
    }
    for (int calls : plan.calls()) {
      ScheduleFit.requireSteps(NFES.name(), new Respacing.Evenly(calls), last);
    }
  }

  /** The grid, for the report. */
  public static ObjectNode grid(SweepPlan plan) {
    ObjectNode grid = JsonFile.JSON.createObjectNode();
    ArrayNode timesteps = grid.putArray(TIMESTEPS.name());
    plan.timesteps().forEach(timesteps::add);
    ArrayNode calls = grid.putArray(NFES.name());
    plan.calls().forEach(calls::add);
    ArrayNode samplers = grid.putArray(SAMPLERS.name());
    plan.samplers().keySet().forEach(samplers::add);
    ArrayNode guidances = grid.putArray("guidances");
    plan.guidances().keySet().forEach(guidances::add);
    return grid;
  }

  private static List<Integer> distinct(ValueOption<Integer> option, Arguments arguments) {
    return List.copyOf(option.readDistinct(arguments).values());
  }

  /** The samplers by the names that were typed. */
  private static Map<String, Sampler> samplers(Arguments arguments) {
    if (!SAMPLERS.isIn(arguments)) {
      return Map.of(DEFAULT_SAMPLER.text(), DEFAULT_SAMPLER);
    }
    return SAMPLERS.distinct(
        arguments.list(SAMPLERS.name()).stream()
            .map(text -> text.strip().toLowerCase(Locale.ROOT))
            .toList());
  }
}
