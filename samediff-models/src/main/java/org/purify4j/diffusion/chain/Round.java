package org.purify4j.diffusion.chain;

import java.util.List;
import java.util.stream.IntStream;
import org.purify4j.diffusion.network.Conditioning;
import org.purify4j.diffusion.sampler.ReverseStep;
import org.purify4j.diffusion.schedule.NoiseLevel;
import org.purify4j.diffusion.schedule.NoiseSchedule;

/**
 * One round of a chain, worked out once.
 *
 * @param schedule the kept steps
 * @param steps the steps that are taken, in that order: from the start down to 0
 * @param conditionings what the network is told at each of them, in the same order
 */
record Round(NoiseSchedule schedule, List<ReverseStep> steps, List<Conditioning> conditionings) {
  Round {
    steps = List.copyOf(steps);
    conditionings = List.copyOf(conditionings);
  }

  /** The round that starts from a noise level. */
  static Round of(Denoiser denoiser, PurifierConfig config, NoiseLevel level, int batchSize) {
    NoiseSchedule full = denoiser.schedule();
    int wanted = level.startStep(full);
    NoiseSchedule kept = full.respaced(config.respacing().steps(full.timesteps(), wanted));
    int start = new NoiseLevel.Timestep(full.modelTimestep(wanted)).startStep(kept);
    List<ReverseStep> steps =
        IntStream.rangeClosed(0, start)
            .mapToObj(
                taken ->
                    new ReverseStep(
                        kept, start - taken, start, denoiser.variance(), config.clipping()))
            .toList();
    List<Conditioning> conditionings =
        steps.stream()
            .mapToInt(step -> kept.modelTimestep(step.index()))
            .mapToDouble(denoiser.networkTime())
            .mapToObj(time -> Conditioning.at(time, batchSize))
            .toList();
    return new Round(kept, steps, conditionings);
  }

  /** The step where the way back starts. */
  int start() {
    return steps.size() - 1;
  }

  /** The step that starts from x_t. */
  ReverseStep step(int t) {
    return steps.get(start() - t);
  }

  /** What the network is told at x_t. */
  Conditioning conditioning(int t) {
    return conditionings.get(start() - t);
  }
}
