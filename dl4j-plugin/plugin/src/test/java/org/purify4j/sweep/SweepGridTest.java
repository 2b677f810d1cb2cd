package org.purify4j.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.purify4j.diffusion.guidance.DistanceTarget;
import org.purify4j.diffusion.guidance.Guidance;
import org.purify4j.diffusion.guidance.SquaredDistance;
import org.purify4j.diffusion.noise.NoiseSeed;
import org.purify4j.diffusion.sampler.DdimSampler;
import org.purify4j.diffusion.sampler.DdpmSampler;
import org.purify4j.diffusion.sampler.Sampler;
import org.purify4j.diffusion.schedule.LinearBetas;
import org.purify4j.diffusion.schedule.NoiseSchedule;
import org.purify4j.diffusion.schedule.Respacing;

class SweepGridTest {
  private static final NoiseSchedule SCHEDULE = LinearBetas.of(1000).build();
  private static final Guidance GUIDED = Guidance.of(new SquaredDistance(1, DistanceTarget.INPUT));

  private static SweepPlan plan(
      List<Integer> timesteps, List<Integer> calls, Map<String, Guidance> guidances) {
    Map<String, Sampler> samplers = new LinkedHashMap<>();
    samplers.put("ddpm", new DdpmSampler());
    samplers.put("ddim", new DdimSampler(0));
    return new SweepPlan(timesteps, calls, samplers, guidances, List.of(5, 1, 5), 3, 8);
  }

  private static List<String> names(SweepGrid grid) {
    return grid.combinations().stream().map(Combination::name).toList();
  }

  @Test
  void oneUnguidedStepIsThereOnce() {
    Map<String, Guidance> unguided = Map.of(Combination.UNGUIDED, Guidance.none());
    SweepGrid grid = SweepGrid.of(plan(List.of(150, 90), List.of(3, 1), unguided), SCHEDULE);
    assertEquals(
        List.of(
            "one-step t=90 nfe=1",
            "ddpm t=90 nfe=3",
            "ddim t=90 nfe=3",
            "one-step t=150 nfe=1",
            "ddpm t=150 nfe=3",
            "ddim t=150 nfe=3"),
        names(grid));
    assertEquals(1, grid.notes().size(), grid.notes().toString());
    Combination last = grid.combinations().get(5);
    assertEquals(new DdimSampler(0), last.config().sampler());
    assertEquals(new Respacing.Evenly(3), last.config().respacing());
    assertEquals(NoiseSeed.fixed(3), last.config().seed());
    assertEquals(8, last.config().batchSize());
  }

  /** Guidance moves a step by the sampler's own variance. */
  @Test
  void oneGuidedStepIsAnotherForEverySampler() {
    SweepGrid grid = SweepGrid.of(plan(List.of(90), List.of(1), Map.of("mse:1", GUIDED)), SCHEDULE);
    assertEquals(List.of("ddpm t=90 nfe=1 mse:1", "ddim t=90 nfe=1 mse:1"), names(grid));
    assertTrue(grid.notes().isEmpty());
  }

  @Test
  void moreCallsThanThereAreStepsAreNamedAndLeftOut() {
    Map<String, Guidance> unguided = Map.of(Combination.UNGUIDED, Guidance.none());
    SweepGrid grid = SweepGrid.of(plan(List.of(2, 12), List.of(3, 12), unguided), SCHEDULE);
    assertEquals(
        List.of(
            "ddpm t=2 nfe=3",
            "ddim t=2 nfe=3",
            "ddpm t=12 nfe=3",
            "ddim t=12 nfe=3",
            "ddpm t=12 nfe=12",
            "ddim t=12 nfe=12"),
        names(grid));
    assertEquals(
        List.of("t=2 nfe=12: left out, as there are only 3 steps from there down to 0"),
        grid.notes());
  }

  @Test
  void drawsRiseAndAreThereOnce() {
    SweepPlan plan = plan(List.of(1), List.of(1), Map.of(Combination.UNGUIDED, Guidance.none()));
    assertEquals(List.of(1, 5), plan.draws());
    assertEquals(5, plan.mostDraws());
  }

  @Test
  void whatIsNotInRangeIsRefused() {
    Map<String, Guidance> unguided = Map.of(Combination.UNGUIDED, Guidance.none());
    assertThrows(IllegalArgumentException.class, () -> plan(List.of(), List.of(1), unguided));
    assertThrows(IllegalArgumentException.class, () -> plan(List.of(1), List.of(0), unguided));
    assertThrows(IllegalArgumentException.class, () -> plan(List.of(1), List.of(1), Map.of()));
    SweepPlan beyond = plan(List.of(1000), List.of(1), unguided);
    assertThrows(IllegalArgumentException.class, () -> SweepGrid.of(beyond, SCHEDULE));
  }
}
