package org.purify4j.diffusion.chain;

import java.util.List;
import java.util.stream.IntStream;
import org.purify4j.diffusion.network.Conditioning;
import org.purify4j.diffusion.sampler.ReverseStep;
import org.purify4j.diffusion.schedule.NoiseLevel;
import org.purify4j.diffusion.schedule.NoiseSchedule;

/**
 * One round of a chain, computed once for all batches.
 *
 * @param schedule the schedule of the kept steps
 * @param steps the steps in the order in which they are taken, from the start down to 0
 * @param conditionings the network's conditioning at each of them, in the same order
 */
record Round(NoiseSchedule schedule, List<ReverseStep> steps, List<Conditioning> conditionings) {
  Round {
    steps = List.copyOf(steps);
    conditionings = List.copyOf(conditionings);
  }

  /** Creates the round that starts from a noise level. */
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

  /** The step at which the reverse diffusion starts. */
  int start() {
    return steps.size() - 1;
  }

  /** The step that starts from x_t. */
  ReverseStep step(int t) {
    return steps.get(start() - t);
  }

  /** The network's conditioning at x_t. */
  Conditioning conditioning(int t) {
    return conditionings.get(start() - t);
  }
}
