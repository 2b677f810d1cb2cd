package org.purify4j.diffusion.chain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.noise.BatchNoise;
import org.purify4j.diffusion.noise.Draw;
import org.purify4j.diffusion.noise.NoiseSource.Kind;
import org.purify4j.diffusion.noise.NoiseSource.Step;
import org.purify4j.diffusion.sampler.ReverseStep;
import org.purify4j.diffusion.sampler.Sampler;
import org.purify4j.diffusion.sampler.SamplerState;
import org.purify4j.diffusion.sampler.StepGradient;
import org.purify4j.diffusion.sampler.StepInputs;

/** One batch on its way through a {@link ReverseDiffusion}, and back for the gradient. */
final class ChainRun {
  private final ReverseDiffusion chain;
  private final INDArray input;
  private final Draw draw;
  private final BatchNoise noise;
  private final int firstRound;
  private final PurifiedDraws purified;
  private final List<RoundGuidance> guidance = new ArrayList<>();

  /** x_t before each step, by round, in the order of the steps taken; empty if not recorded. */
  private final List<List<INDArray>> states = new ArrayList<>();

  ChainRun(ReverseDiffusion chain, INDArray input, Draw draw) {
    this(chain, input, draw, 0);
  }

  /**
   * @param firstRound the number by which the noise source knows the first round
   */
  ChainRun(ReverseDiffusion chain, INDArray input, Draw draw, int firstRound) {
    if (input.size(0) != chain.network().batchSize()) {
      throw new IllegalArgumentException(
          "input: got " + input.size(0) + " images, must be " + chain.network().batchSize());
    }
    this.chain = chain;
    this.input = input;
    this.draw = draw;
    this.firstRound = firstRound;
    this.noise = new BatchNoise(chain.noise(), input.shape());
    this.purified = new PurifiedDraws(this);
    for (int round = 0; round < chain.rounds().size(); round++) {
      guidance.add(new RoundGuidance(this, round));
    }
  }

  ReverseDiffusion chain() {
    return chain;
  }

  INDArray input() {
    return input;
  }

  Draw draw() {
    return draw;
  }

  PurifiedDraws purified() {
    return purified;
  }

  /** Freshly allocated noise of a round. */
  INDArray noise(int round, Kind kind, int index) {
    INDArray values = Nd4j.createUninitialized(input.dataType(), input.shape());
    noise.fill(draw, firstRound + round, new Step(kind, index), values);
    return values;
  }

  INDArray forward(ChainListener listener) {
    return forward(listener, new ArrayList<>());
  }

  /** Forward, keeping every x_t. */
  INDArray record(ChainListener listener) {
    return forward(listener, states);
  }

  private INDArray forward(ChainListener listener, List<List<INDArray>> kept) {
    INDArray x = input.dup('c');
    boolean keep = kept == states;
    for (int r = 0; r < chain.rounds().size(); r++) {
      ReverseDiffusion.Round round = chain.rounds().get(r);
      int start = round.start();
      INDArray forwardNoise = noise(r, Kind.FORWARD, 0);
      x.muli(round.schedule().signalScale(start));
      x.addi(forwardNoise.muli(round.schedule().noiseScale(start)));
      List<INDArray> ofRound = new ArrayList<>();
      kept.add(ofRound);
      SamplerState state = chain.config().sampler().start(x);
      for (int t = start; t >= 0; t--) {
        listener.beforeStep();
        if (keep) {
          ofRound.add(x.dup('c'));
        }
        step(r, t, state);
        listener.stepped(r, start - t + 1, start + 1, x);
      }
    }
    return x;
  }

  private void step(int r, int t, SamplerState state) {
    ReverseDiffusion.Round round = chain.rounds().get(r);
    ReverseStep step = chain.step(round, t);
    INDArray x = state.x();
    // the guidance may call the network itself, so it comes before the output that is to last
    Optional<INDArray> pull = guidance.get(r).scaledGradient(x, t);
    INDArray output = chain.network().forward(x, chain.conditioning(round.schedule(), t));
    StepScratch.run(
        () -> {
          StepInputs inputs = new StepInputs(output, pull, stepNoise(r, step));
          chain.config().sampler().step(step, state, inputs);
        });
  }

  private Optional<INDArray> stepNoise(int r, ReverseStep step) {
    return chain.config().sampler().addsNoise(step)
        ? Optional.of(noise(r, Kind.REVERSE, step.index()))
        : Optional.empty();
  }

  /** The vector-Jacobian product of the recorded run. */
  INDArray gradient(INDArray ofResult) {
    INDArray ofX = ofResult.dup('c');
    INDArray ofInput = Nd4j.zeros(input.dataType(), input.shape());
    for (int r = chain.rounds().size() - 1; r >= 0; r--) {
      ReverseDiffusion.Round round = chain.rounds().get(r);
      SamplerState ofState = SamplerState.of(ofX);
      for (int t = 0; t <= round.start(); t++) {
        ofState = stepBack(r, t, ofState, ofInput);
      }
      ofX = ofState.x();
      guidance.get(r).finish(ofInput);
      ofX.muli(round.schedule().signalScale(round.start()));
    }
    return ofX.addi(ofInput);
  }

  private SamplerState stepBack(int r, int t, SamplerState ofNext, INDArray ofInput) {
    ReverseDiffusion.Round round = chain.rounds().get(r);
    ReverseStep step = chain.step(round, t);
    Sampler sampler = chain.config().sampler();
    INDArray x = states.get(r).get(round.start() - t);
    Optional<INDArray> pull = guidance.get(r).scaledGradient(x, t);
    Optional<INDArray> stepNoise = stepNoise(r, step);
    Tape tape = chain.network().record(x, chain.conditioning(round.schedule(), t));
    StepInputs inputs = new StepInputs(tape.output(), pull, stepNoise);
    StepGradient gradient = sampler.pullback(step, x, inputs, ofNext);
    SamplerState ofState = gradient.state();
    ofState.x().addi(tape.gradient(gradient.output()));
    guidance.get(r).pullback(x, t, gradient.guidance(), ofState.x(), ofInput);
    return ofState;
  }
}
