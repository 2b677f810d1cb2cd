package org.purify4j.diffusion.chain;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.engine.ExecutableNetwork;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.guidance.BoundTerm;
import org.purify4j.diffusion.guidance.Guidance;
import org.purify4j.diffusion.guidance.GuidanceContext;
import org.purify4j.diffusion.sampler.GuidedNetwork;
import org.purify4j.diffusion.sampler.GuidedOutput;
import org.purify4j.diffusion.sampler.GuidedTape;
import org.purify4j.diffusion.sampler.RecordingNetwork;
import org.purify4j.diffusion.sampler.ReverseStep;

/** The network of one round of one batch, together with the guidance s·g. */
final class GuidedRound implements GuidedNetwork {
  private final ExecutableNetwork network;
  private final Round round;
  private final Guidance guidance;
  private final List<BoundTerm> terms;
  private final FiniteCheck check;

  /**
   * Binds the guidance to a batch.
   *
   * @param context gives the terms access to the batch
   * @param check looks at each output before a sampler clips anything
   */
  GuidedRound(
      ExecutableNetwork network,
      Round round,
      Guidance guidance,
      GuidanceContext context,
      FiniteCheck check) {
    this.network = network;
    this.round = round;
    this.guidance = guidance;
    this.terms = guidance.terms().stream().map(term -> term.bind(context)).toList();
    this.check = check;
  }

  @Override
  public GuidedOutput at(INDArray x, ReverseStep step) {
    // the guidance may call the network, which would overwrite the output, so it comes first
    Optional<INDArray> pull = pull(x, step.index());
    INDArray output = network.forward(x, round.conditioning(step.index()));
    return check.of(new GuidedOutput(output, pull), step);
  }

  /**
   * Returns the same network without its guidance, for a step whose calls are recorded as they are
   * made.
   *
   * @param step receives the tapes
   */
  GuidedNetwork recordingInto(RecordedStep step) {
    return (x, at) -> {
      Tape tape = network.record(x.dup('c'), round.conditioning(at.index()));
      step.calls().add(tape);
      return check.of(new GuidedOutput(tape.output(), Optional.empty()), at);
    };
  }

  /**
   * Returns the same network for the backward pass through a step.
   *
   * @param recorded the step, whose calls are made again if they were not recorded
   * @param ofInput accumulates the gradient with respect to the input, step by step
   */
  RecordingNetwork replaying(RecordedStep recorded, INDArray ofInput) {
    return new Replay(recorded.calls().iterator(), ofInput);
  }

  /** Adds to the input's gradient what flows through references that all steps share. */
  void finish(INDArray ofInput) {
    terms.forEach(term -> term.finish(ofInput));
  }

  /** s·g; empty if unguided. */
  private Optional<INDArray> pull(INDArray x, int t) {
    return terms.stream()
        .map(term -> term.gradient(x, t))
        .reduce(INDArray::addi)
        .map(sum -> sum.muli(guidance.scale().at(round.schedule(), t)));
  }

  /** Records the network, and accumulates the gradient with respect to the input. */
  private final class Replay implements RecordingNetwork {
    private final Iterator<Tape> calls;
    private final INDArray ofInput;

    Replay(Iterator<Tape> calls, INDArray ofInput) {
      this.calls = calls;
      this.ofInput = ofInput;
    }

    @Override
    public GuidedOutput at(INDArray x, ReverseStep step) {
      return GuidedRound.this.at(x, step);
    }

    @Override
    public GuidedTape record(INDArray x, ReverseStep step) {
      Optional<INDArray> pull = pull(x, step.index());
      Tape tape =
          calls.hasNext() ? calls.next() : network.record(x, round.conditioning(step.index()));
      return new Recorded(x, step.index(), new GuidedOutput(tape.output(), pull), tape, ofInput);
    }
  }

  /** The tape of network and guidance at x_t. */
  private final class Recorded implements GuidedTape {
    private final INDArray x;
    private final int t;
    private final GuidedOutput output;
    private final Tape tape;
    private final INDArray ofInput;

    Recorded(INDArray x, int t, GuidedOutput output, Tape tape, INDArray ofInput) {
      this.x = x;
      this.t = t;
      this.output = output;
      this.tape = tape;
      this.ofInput = ofInput;
    }

    @Override
    public GuidedOutput output() {
      return output;
    }

    @Override
    public void pullback(INDArray ofOutput, INDArray ofGuidance, INDArray ofX) {
      ofX.addi(tape.gradient(ofOutput));
      if (!terms.isEmpty()) {
        INDArray ofSum = ofGuidance.mul(guidance.scale().at(round.schedule(), t));
        terms.forEach(term -> term.pullback(x, t, ofSum, ofX, ofInput));
      }
    }
  }
}
