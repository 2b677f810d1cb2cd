package org.purify4j.diffusion.chain;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.engine.ExecutableNetwork;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.guidance.Guidance;
import org.purify4j.diffusion.noise.Draw;
import org.purify4j.diffusion.noise.NoiseSource;
import org.purify4j.diffusion.sampler.GuidedNetwork;
import org.purify4j.diffusion.sampler.RecordingNetwork;
import org.purify4j.diffusion.sampler.ReverseStep;
import org.purify4j.diffusion.sampler.Sampler;
import org.purify4j.diffusion.sampler.SamplerState;

/**
 * A whole purification of one batch in the diffusion's own units. Each round diffuses the batch
 * forward to its start step and then takes the reverse steps down to 0. Unlike {@link Purifier}, a
 * chain neither pads the batch nor clips the result.
 *
 * <p>Images are {@code [b, c, h, w]}, b the network's batch size, in [−1, 1]. Immutable, but no
 * more thread-safe than its network and victim, which the caller owns.
 */
public final class Chain {
  private final ExecutableNetwork network;
  private final List<Round> rounds;
  private final Sampler sampler;
  private final Guidance guidance;
  private final NoiseSource noise;
  private final Optional<Classifier> victim;

  private Chain(
      ExecutableNetwork network,
      List<Round> rounds,
      Sampler sampler,
      Guidance guidance,
      NoiseSource noise,
      Optional<Classifier> victim) {
    if (guidance.asksVictim() && victim.isEmpty()) {
      throw new IllegalArgumentException(
          "victim: got none, must be given (the guidance uses it; or choose guidance that uses none)");
    }
    this.network = network;
    this.rounds = rounds;
    this.sampler = sampler;
    this.guidance = guidance;
    this.noise = noise;
    this.victim = victim;
  }

  /**
   * Creates the chain of a network and computes its schedules.
   *
   * @param network the network
   * @param denoiser the model that the network belongs to
   * @param config the settings; votes, seed and batch size are ignored
   * @param noise the source of all noise
   * @param victim the protected classifier; must be present if the guidance uses it
   * @throws IllegalArgumentException if the schedule does not reach a round's noise level or has
   *     too few steps for the respacing, or if a victim is missing
   */
  public static Chain of(
      ExecutableNetwork network,
      Denoiser denoiser,
      PurifierConfig config,
      NoiseSource noise,
      Optional<Classifier> victim) {
    List<Round> rounds =
        config.rounds().stream()
            .map(level -> Round.of(denoiser, config, level, network.batchSize()))
            .toList();
    return new Chain(network, rounds, config.sampler(), config.guidance(), noise, victim);
  }

  /** Returns the same chain without guidance. */
  Chain unguided() {
    return new Chain(network, rounds, sampler, Guidance.none(), noise, Optional.empty());
  }

  /** Number of reverse steps in all rounds. */
  int steps() {
    return rounds.stream().mapToInt(round -> round.steps().size()).sum();
  }

  /**
   * Purifies a batch.
   *
   * @param input images, not modified
   * @param draw at most b images; rows beyond them get no noise
   * @param observer called before and after each step
   * @return freshly allocated, not clipped to [−1, 1]
   * @throws ImageFaultException if a prediction or the guidance of an image is not finite
   */
  public INDArray run(INDArray input, Draw draw, StepObserver observer) {
    ImageFaults faults = new ImageFaults();
    INDArray result = run(input, draw, observer, faults);
    faults.requireNone();
    return result;
  }

  /**
   * Purifies a batch, whatever becomes of single images.
   *
   * @param faults notes the images whose prediction or guidance is not finite; their rows of the
   *     result mean nothing, and the other rows are what they are without them
   */
  INDArray run(INDArray input, Draw draw, StepObserver observer, ImageFaults faults) {
    Batch batch = bind(input, draw, 0, observer, faults);
    return forward(batch, observer, (r, x) -> batch.rounds().get(r));
  }

  /**
   * Purifies a batch and records its exact gradient with respect to the input. Keeps x_t of every
   * step, so memory grows with the number of steps. Network calls of an unguided chain are recorded
   * as they are made, and repeated in the backward pass if the network does not hold them any more;
   * those of a guided chain are made again, one step at a time, guidance included: the input, its
   * noised copies and the reference output all depend on the input. Noise is held fixed. Second
   * derivatives of the guidance energy are exact, but for those of a victim or a network that has
   * none ({@link Purifier#secondDerivative}).
   *
   * @param input images, not modified; must not change while the tape is in use
   * @return a tape whose gradients are freshly allocated
   * @throws ImageFaultException if a prediction or the guidance of an image is not finite
   */
  public Tape record(INDArray input, Draw draw, StepObserver observer) {
    ImageFaults faults = new ImageFaults();
    Batch batch = bind(input, draw, 0, observer, faults);
    if (guidance.unguided()) {
      network.holdRecordings(input, steps() * sampler.callsPerStep());
    }
    Tape tape = record(batch, observer, guidance.unguided());
    faults.requireNone();
    return tape;
  }

  /**
   * Purifies a batch for its gradient.
   *
   * @param withCalls whether network calls are recorded as they are made, which guidance that
   *     records the network itself would push out
   */
  private Tape record(Batch batch, StepObserver observer, boolean withCalls) {
    Deque<RecordedStep> taken = new ArrayDeque<>();
    INDArray result =
        forward(
            batch,
            observer,
            (r, x) -> {
              RecordedStep step = new RecordedStep(x.dup('c'));
              taken.push(step);
              GuidedRound round = batch.rounds().get(r);
              return withCalls ? round.recordingInto(step) : round;
            });
    return Tape.of(result, ofResult -> backward(batch, taken.iterator(), ofResult));
  }

  /**
   * A batch with its noise and its guidance.
   *
   * @param rounds the guided network of each round
   */
  private record Batch(INDArray input, ChainNoise noise, List<GuidedRound> rounds) {}

  /**
   * Binds noise and guidance to a batch.
   *
   * @param firstRound the number by which the noise source knows the first round; negative for the
   *     unguided purifications that serve as references
   * @param faults notes the images whose prediction or guidance is not finite
   */
  private Batch bind(
      INDArray input, Draw draw, int firstRound, StepObserver observer, ImageFaults faults) {
    if (input.size(0) != network.batchSize()) {
      throw new IllegalArgumentException(
          "input: got " + input.size(0) + " images, must be " + network.batchSize());
    }
    Chain plain = guidance.unguided() ? this : unguided();
    PurifiedReferences references =
        new PurifiedReferences(
            number -> {
              int first = -(number + 1) * rounds.size();
              StepObserver quiet = observer.onTheSide();
              return plain.record(plain.bind(input, draw, first, quiet, faults), quiet, false);
            });
    ChainNoise drawn = new ChainNoise(noise, draw, firstRound, input);
    List<GuidedRound> guided =
        IntStream.range(0, rounds.size())
            .mapToObj(
                r -> {
                  Round round = rounds.get(r);
                  RoundContext context =
                      new RoundContext(network, round, r, input, drawn, victim, references);
                  FiniteCheck check = new FiniteCheck(r, draw.imageIds().length, faults);
                  return new GuidedRound(network, round, guidance, context, check);
                })
            .toList();
    return new Batch(input, drawn, guided);
  }

  /** Gives the guided network by which the next step is taken. */
  private interface NetworkOfStep {
    /**
     * @param round number of the round
     * @param x x_t before the step
     */
    GuidedNetwork of(int round, INDArray x);
  }

  /**
   * Runs every round: forward diffusion to the start step, then the reverse steps.
   *
   * @param networks gives the network of each step
   */
  private INDArray forward(Batch batch, StepObserver observer, NetworkOfStep networks) {
    INDArray x = batch.input().dup('c');
    for (int r = 0; r < rounds.size(); r++) {
      Round round = rounds.get(r);
      x.muli(round.schedule().signalScale(round.start()));
      x.addi(batch.noise().forward(r).muli(round.schedule().noiseScale(round.start())));
      SamplerState state = sampler.start(x);
      for (ReverseStep step : round.steps()) {
        observer.beforeStep();
        sampler.step(step, state, networks.of(r, x), stepNoise(batch, r, step));
        observer.onStep(event(r, step, x));
      }
    }
    batch.noise().close();
    return x;
  }

  /**
   * Runs the backward pass through all rounds.
   *
   * @param taken the steps, the last one first
   */
  private INDArray backward(Batch batch, Iterator<RecordedStep> taken, INDArray ofResult) {
    INDArray ofX = ofResult.dup('c');
    INDArray ofInput = Nd4j.zeros(batch.input().dataType(), batch.input().shape());
    for (int r = rounds.size() - 1; r >= 0; r--) {
      Round round = rounds.get(r);
      SamplerState ofState = SamplerState.of(ofX);
      for (int t = 0; t <= round.start(); t++) {
        ReverseStep step = round.step(t);
        Optional<INDArray> added = stepNoise(batch, r, step);
        RecordedStep recorded = taken.next();
        RecordingNetwork guided = batch.rounds().get(r).replaying(recorded, ofInput);
        ofState = sampler.pullback(step, recorded.x(), guided, added, ofState);
      }
      batch.rounds().get(r).finish(ofInput);
      ofX = ofState.x().muli(round.schedule().signalScale(round.start()));
    }
    batch.noise().close();
    return ofX.addi(ofInput);
  }

  private Optional<INDArray> stepNoise(Batch batch, int r, ReverseStep step) {
    return sampler.addsNoise(step)
        ? Optional.of(batch.noise().reverse(r, step.index()))
        : Optional.empty();
  }

  private StepEvent event(int r, ReverseStep step, INDArray x) {
    int taken = step.start() - step.index() + 1;
    return new StepEvent(0, 1, r, rounds.size(), taken, step.start() + 1, x);
  }
}
