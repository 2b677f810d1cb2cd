package org.purify4j.diffusion.chain;

import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.engine.ExecutableNetwork;
import org.purify4j.diffusion.gradient.DualTape;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.guidance.GuidanceContext;
import org.purify4j.diffusion.sampler.CleanEstimate;
import org.purify4j.diffusion.schedule.NoiseSchedule;

/**
 * What the guidance has access to in one round of one batch.
 *
 * @param round the round
 * @param number the number of the round, from 0
 * @param input the images as they arrived, in [−1, 1]
 * @param asked the victim, if there is one
 */
record RoundContext(
    ExecutableNetwork network,
    Round round,
    int number,
    INDArray input,
    ChainNoise noise,
    Optional<Classifier> asked,
    PurifiedReferences references)
    implements GuidanceContext {
  @Override
  public NoiseSchedule schedule() {
    return round.schedule();
  }

  @Override
  public INDArray noisedInput(int step, int copy) {
    INDArray own = noise.reference(number, step + copy * schedule().timesteps());
    return own.muli(schedule().noiseScale(step)).addi(input.mul(schedule().signalScale(step)));
  }

  @Override
  public Classifier victim() {
    return asked.orElseThrow(() -> new IllegalStateException("victim: got none"));
  }

  @Override
  public Tape cleanEstimate(INDArray x, int step) {
    CleanEstimate estimate = CleanEstimate.at(round.step(step));
    Tape tape = network.record(x, round.conditioning(step));
    INDArray output = tape.output().dup(); // the network's next call overwrites its own
    return Tape.of(
        estimate.of(x, output),
        ofEstimate -> {
          CleanEstimate.Gradient found = estimate.pullback(x, output, ofEstimate);
          return found.x().addi(tape.gradient(found.output()));
        });
  }

  @Override
  public DualTape cleanEstimate(INDArray x, INDArray direction, int step) {
    CleanEstimate estimate = CleanEstimate.at(round.step(step));
    DualTape tape = network.recordAlong(x, direction, round.conditioning(step));
    return new DualEstimate(estimate, x, direction, tape);
  }

  @Override
  public List<Tape> purified(int draws) {
    return references.first(draws);
  }
}
