package org.purify4j.diffusion.chain;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.engine.ExecutableNetwork;
import org.purify4j.diffusion.guidance.Guidance;
import org.purify4j.diffusion.noise.NoiseSource;
import org.purify4j.diffusion.schedule.Respacing;

/**
 * The same chain for batches of several fixed sizes, which are the powers of two up to the
 * configured batch size, and that size: a single image does not pay for a padded batch, and their
 * networks together hold less than twice the memory of the largest. Each is opened at first use.
 */
final class SizedChains implements AutoCloseable {
  private final Denoiser denoiser;
  private final PurifierConfig config;
  private final NoiseSource noise;
  private final Optional<Classifier> victim;
  private final Meter meter;
  private final Map<Integer, Sized> sizes = new HashMap<>();

  /** The network of one batch size and the chains that call it, by their steps if they differ. */
  private record Sized(ExecutableNetwork network, Chain chain, Map<Respacing, Chain> surrogates) {}

  SizedChains(
      Denoiser denoiser,
      PurifierConfig config,
      NoiseSource noise,
      Optional<Classifier> victim,
      Meter meter) {
    this.denoiser = denoiser;
    this.config = config;
    this.noise = noise;
    this.victim = victim.map(v -> new MeteredClassifier(v, meter));
    this.meter = meter;
  }

  /** Returns the chain for the largest batch. */
  Chain largest() {
    return sized(config.batchSize()).chain();
  }

  /** Returns the chain for a batch that has this many images before it is padded. */
  Chain of(long images) {
    return sized(batchSize(images)).chain();
  }

  /** Returns the unguided chain of other steps for this many images. */
  Chain surrogate(Respacing respacing, long images) {
    Sized sized = sized(batchSize(images));
    return sized.surrogates().computeIfAbsent(respacing, steps -> surrogate(sized, respacing));
  }

  private Chain surrogate(Sized sized, Respacing respacing) {
    return respacing.equals(config.respacing())
        ? sized.chain().unguided()
        : Chain.of(
            sized.network(),
            denoiser,
            config.withRespacing(respacing).withGuidance(Guidance.none()),
            noise,
            Optional.empty());
  }

  /** Returns the number of rows to which this many images are padded. */
  int batchSize(long images) {
    long size = 1;
    while (size < images) {
      size *= 2;
    }
    return (int) Math.min(size, config.batchSize());
  }

  private Sized sized(int batchSize) {
    return sizes.computeIfAbsent(batchSize, this::make);
  }

  private Sized make(int batchSize) {
    ExecutableNetwork network =
        new AnySizeNetwork(
            (batch, height, width) ->
                new MeteredNetwork(denoiser.networks().open(batch, height, width), meter),
            batchSize);
    Chain chain = Chain.of(network, denoiser, config, noise, victim);
    return new Sized(network, chain, new HashMap<>());
  }

  @Override
  public void close() {
    sizes.values().forEach(sized -> sized.network().close());
    sizes.clear();
  }
}
