package org.purify4j.sweep;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.purify4j.diffusion.chain.PurifierConfig;
import org.purify4j.diffusion.guidance.Guidance;
import org.purify4j.diffusion.sampler.Sampler;
import org.purify4j.diffusion.schedule.NoiseLevel;
import org.purify4j.diffusion.schedule.NoiseSchedule;
import org.purify4j.diffusion.schedule.Respacing;

/**
 * The combinations of a plan that are different chains under a model's schedule.
 *
 * @param combinations in the order in which they are measured
 * @param notes the combinations that were left out, and why
 */
public record SweepGrid(List<Combination> combinations, List<String> notes) {
  public SweepGrid {
    combinations = List.copyOf(combinations);
    notes = List.copyOf(notes);
  }

  /**
   * Makes the grid. A single unguided step is the same for every sampler and appears once. Where
   * there are fewer steps than calls asked for, the combination is left out.
   *
   * @throws IllegalArgumentException if the schedule ends before a timestep
   */
  public static SweepGrid of(SweepPlan plan, NoiseSchedule schedule) {
    Layout layout = new Layout(plan, schedule);
    for (Map.Entry<String, Guidance> guidance : plan.guidances().entrySet()) {
      for (int timestep : plan.timesteps()) {
        for (int calls : plan.calls()) {
          for (Map.Entry<String, Sampler> sampler : plan.samplers().entrySet()) {
            layout.add(guidance, timestep, calls, sampler);
          }
        }
      }
    }
    return new SweepGrid(layout.combinations, List.copyOf(layout.notes));
  }

  /** A grid being laid out. */
  private static final class Layout {
    private final SweepPlan plan;
    private final NoiseSchedule schedule;
    private final List<Combination> combinations = new ArrayList<>();
    private final Set<String> notes = new LinkedHashSet<>();
    private final Map<List<Object>, Combination> known = new HashMap<>();

    Layout(SweepPlan plan, NoiseSchedule schedule) {
      this.plan = plan;
      this.schedule = schedule;
    }

    void add(
        Map.Entry<String, Guidance> guiding,
        int timestep,
        int calls,
        Map.Entry<String, Sampler> sampler) {
      String guidance = guiding.getKey();
      NoiseLevel level = new NoiseLevel.Timestep(timestep);
      Respacing respacing = new Respacing.Evenly(calls);
      int start = level.startStep(schedule);
      if (calls > start + 1) {
        notes.add(
            "t="
                + timestep
                + " nfe="
                + calls
                + ": left out, as there are only "
                + (start + 1)
                + " steps from there down to 0");
        return;
      }
      int[] steps = respacing.steps(schedule.timesteps(), start);
      boolean sameForAll = steps.length == 1 && guidance.equals(Combination.UNGUIDED);
      String name = sameForAll ? Combination.ONE_STEP : sampler.getKey();
      PurifierConfig config =
          PurifierConfig.of(level)
              .withRespacing(respacing)
              .withSampler(sampler.getValue())
              .withGuidance(guiding.getValue())
              .withSeed(plan.seed())
              .withBatchSize(plan.batchSize());
      Combination made = new Combination(name, timestep, steps.length, guidance, config);
      List<Object> chain = List.of(name, guidance, Arrays.stream(steps).boxed().toList());
      Combination same = known.putIfAbsent(chain, made);
      if (same == null) {
        combinations.add(made);
      } else if (same.timestep() != timestep) {
        notes.add("t=" + timestep + " nfe=" + calls + ": the same chain as " + same.name());
      } else {
        notes.add("nfe=1 unguided: the same for every sampler, measured once as one-step");
      }
    }
  }
}
