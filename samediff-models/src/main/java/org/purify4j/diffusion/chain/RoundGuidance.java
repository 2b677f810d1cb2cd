package org.purify4j.diffusion.chain;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.guidance.BoundTerm;
import org.purify4j.diffusion.guidance.Guidance;
import org.purify4j.diffusion.guidance.GuidanceContext;
import org.purify4j.diffusion.noise.NoiseSource.Kind;
import org.purify4j.diffusion.sampler.CleanEstimate;
import org.purify4j.diffusion.schedule.NoiseSchedule;

/** The guidance of one round of one batch: its terms, and what they may look at. */
final class RoundGuidance implements GuidanceContext {
  private final ChainRun run;
  private final int round;
  private final NoiseSchedule schedule;
  private final Guidance guidance;
  private final List<BoundTerm> terms;

  RoundGuidance(ChainRun run, int round) {
    this.run = run;
    this.round = round;
    this.schedule = run.chain().rounds().get(round).schedule();
    this.guidance = run.chain().config().guidance();
    this.terms = guidance.terms().stream().map(term -> term.bind(this)).toList();
  }

  /** s·g at x_t; empty if unguided. */
  Optional<INDArray> scaledGradient(INDArray x, int step) {
    return terms.stream()
        .map(term -> term.gradient(x, step))
        .reduce(INDArray::addi)
        .map(sum -> sum.muli(guidance.scale().at(schedule, step)));
  }

  /** Adds what flows through s·g to x_t and to the input. */
  void pullback(INDArray x, int step, INDArray ofScaled, INDArray ofX, INDArray ofInput) {
    if (terms.isEmpty()) {
      return;
    }
    INDArray ofGradient = ofScaled.mul(guidance.scale().at(schedule, step));
    terms.forEach(term -> term.pullback(x, step, ofGradient, ofX, ofInput));
  }

  void finish(INDArray ofInput) {
    terms.forEach(term -> term.finish(ofInput));
  }

  @Override
  public NoiseSchedule schedule() {
    return schedule;
  }

  @Override
  public INDArray input() {
    return run.input();
  }

  @Override
  public INDArray noisedInput(int step, int copy) {
    INDArray noise = run.noise(round, Kind.REFERENCE, step + copy * schedule.timesteps());
    return noise.muli(schedule.noiseScale(step)).addi(run.input().mul(schedule.signalScale(step)));
  }

  @Override
  public Classifier victim() {
    return run.chain().victim();
  }

  @Override
  public INDArray cleanEstimate(INDArray x, int step) {
    INDArray output = run.chain().network().forward(x, run.chain().conditioning(schedule, step));
    return estimate(step).of(x, output);
  }

  @Override
  public INDArray cleanEstimateGradient(INDArray x, int step, UnaryOperator<INDArray> ofEstimate) {
    Tape tape = run.chain().network().record(x, run.chain().conditioning(schedule, step));
    INDArray gradient = ofEstimate.apply(estimate(step).of(x, tape.output()));
    CleanEstimate.Gradient found = estimate(step).pullback(x, tape.output(), gradient);
    return found.x().addi(tape.gradient(found.output()));
  }

  private CleanEstimate estimate(int step) {
    return CleanEstimate.at(run.chain().step(run.chain().rounds().get(round), step));
  }

  @Override
  public List<INDArray> purified(int draws) {
    return run.purified().results(draws);
  }

  @Override
  public INDArray purifiedGradient(int draw, INDArray ofPurified) {
    return run.purified().gradient(draw, ofPurified);
  }
}
