package org.purify4j.diffusion.chain;

import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.engine.ExecutableNetwork;
import org.purify4j.diffusion.guidance.Guidance;
import org.purify4j.diffusion.network.Conditioning;
import org.purify4j.diffusion.noise.Draw;
import org.purify4j.diffusion.noise.NoiseSource;
import org.purify4j.diffusion.sampler.ReverseStep;
import org.purify4j.diffusion.schedule.NoiseLevel;
import org.purify4j.diffusion.schedule.NoiseSchedule;

/**
 * The chain at the heart of a purification, for one batch in the diffusion's own units: forward to
 * the start step, then back step by step, round after round. Unlike {@link Purifier} it neither
 * pads nor clips its result.
 *
 * <p>Images are {@code [b, c, h, w]}, b the network's batch size, in [−1, 1]. Not thread-safe; the
 * network and the victim stay the caller's.
 */
public final class ReverseDiffusion {
  private final ExecutableNetwork network;
  private final Denoiser denoiser;
  private final PurifierConfig config;
  private final NoiseSource noise;
  private final Optional<Classifier> victim;
  private final List<Round> rounds;

  /**
   * The chain of a network.
   *
   * @param network the network
   * @param denoiser the model it belongs to
   * @param config the settings; votes, seed and batch size are not looked at
   * @param noise where all noise comes from
   * @param victim must be there if the guidance asks it
   * @throws IllegalArgumentException if the schedule does not reach a round's noise level or has
   *     too few steps for the respacing, or if a victim is missing
   */
  public ReverseDiffusion(
      ExecutableNetwork network,
      Denoiser denoiser,
      PurifierConfig config,
      NoiseSource noise,
      Optional<Classifier> victim) {
    requireVictim(config, victim);
    this.network = network;
    this.denoiser = denoiser;
    this.config = config;
    this.noise = noise;
    this.victim = victim;
    this.rounds = rounds(denoiser.schedule(), config);
  }

  static void requireVictim(PurifierConfig config, Optional<Classifier> victim) {
    if (config.guidance().asksVictim() && victim.isEmpty()) {
      throw new IllegalArgumentException(
          "victim: got none, must be given (the guidance asks it; or choose guidance without a"
              + " victim)");
    }
  }

  /** Reverse steps of all rounds of a purification with these settings. */
  static int steps(NoiseSchedule schedule, PurifierConfig config) {
    return rounds(schedule, config).stream().mapToInt(round -> round.start() + 1).sum();
  }

  /**
   * The purified images.
   *
   * @param input not modified
   * @param draw at most b images; rows beyond them get no noise
   * @param listener is told about each step
   * @return freshly allocated
   */
  public INDArray run(INDArray input, Draw draw, ChainListener listener) {
    return new ChainRun(this, input, draw).forward(listener);
  }

  /**
   * The same, kept for its gradient: as many images as steps stay in memory.
   *
   * @param input not modified, and not to be while the tape is in use
   */
  public ChainTape record(INDArray input, Draw draw, ChainListener listener) {
    ChainRun run = new ChainRun(this, input, draw);
    return new ChainTape(run, run.record(listener));
  }

  /** The same chain without guidance. */
  ReverseDiffusion unguided() {
    PurifierConfig plain = config.withGuidance(Guidance.none());
    return new ReverseDiffusion(network, denoiser, plain, noise, Optional.empty());
  }

  ExecutableNetwork network() {
    return network;
  }

  PurifierConfig config() {
    return config;
  }

  NoiseSource noise() {
    return noise;
  }

  Classifier victim() {
    return victim.orElseThrow(() -> new IllegalStateException("victim: got none"));
  }

  List<Round> rounds() {
    return rounds;
  }

  ReverseStep step(Round round, int index) {
    return new ReverseStep(
        round.schedule(), index, round.start(), denoiser.variance(), config.clipping());
  }

  Conditioning conditioning(NoiseSchedule schedule, int index) {
    double time = denoiser.networkTime().applyAsDouble(schedule.modelTimestep(index));
    return Conditioning.at(time, network.batchSize());
  }

  private static List<Round> rounds(NoiseSchedule full, PurifierConfig config) {
    return config.rounds().stream().map(level -> round(full, config, level)).toList();
  }

  private static Round round(NoiseSchedule full, PurifierConfig config, NoiseLevel level) {
    int start = level.startStep(full);
    NoiseSchedule respaced = full.respaced(config.respacing().steps(full.timesteps(), start));
    int timestep = full.modelTimestep(start);
    return new Round(respaced, new NoiseLevel.Timestep(timestep).startStep(respaced));
  }

  /**
   * One round.
   *
   * @param schedule the kept steps
   * @param start the step where the way back starts
   */
  record Round(NoiseSchedule schedule, int start) {}
}
