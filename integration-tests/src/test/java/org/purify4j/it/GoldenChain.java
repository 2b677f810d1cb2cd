package org.purify4j.it;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.chain.Chain;
import org.purify4j.diffusion.chain.Denoiser;
import org.purify4j.diffusion.chain.PurifierConfig;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.engine.ExecutableNetwork;
import org.purify4j.diffusion.engine.choice.ModelNetworks;
import org.purify4j.diffusion.network.Op.Attention.Layout;
import org.purify4j.diffusion.noise.NoiseSource;
import org.purify4j.diffusion.schedule.CosineAlphaBar;
import org.purify4j.diffusion.schedule.NoiseLevel;
import org.purify4j.diffusion.schedule.Respacing;
import org.purify4j.diffusion.schedule.VarianceType;
import org.purify4j.diffusion.unet.AdmUNet;
import org.purify4j.diffusion.unet.Heads;
import org.purify4j.diffusion.unet.TimeInjection;
import org.purify4j.importers.checkpoint.Checkpoint;
import org.purify4j.importers.npz.Npz;

/**
 * The chains of a source on its network of improved-diffusion's form: cosine schedule of 4000 steps
 * respaced to 100, from its step 12, all noises given.
 */
final class GoldenChain implements AutoCloseable {
  /** The respaced step where the way back starts. */
  static final int START = 12;

  /** Steps taken. */
  static final int STEPS = START + 1;

  private static final int BATCH = 2;

  private final ChainSource source;
  private final List<Npz> arrays;
  private final Denoiser denoiser;
  private final ExecutableNetwork network;

  /** Reads network and noises. */
  GoldenChain(ChainSource source) {
    this.source = source;
    this.arrays = source.arrays();
    Map<String, INDArray> weights = new LinkedHashMap<>();
    try (Checkpoint checkpoint = Checkpoint.open(source.network())) {
      for (String name : checkpoint.names()) {
        weights.put(name, checkpoint.tensor(name));
      }
    }
    ModelNetworks networks = new ModelNetworks(weights);
    denoiser =
        new Denoiser(
            (batch, height, width) -> networks.open(network(source).describe(height, width), batch),
            new CosineAlphaBar(4000).build(),
            VarianceType.LEARNED_RANGE,
            timestep -> timestep,
            DataType.FLOAT);
    network = denoiser.networks().open(BATCH, source.imageSize(), source.imageSize());
  }

  private static AdmUNet network(ChainSource source) {
    return new AdmUNet(
        3,
        32,
        6,
        List.of(32, source.coarseChannels()),
        1,
        List.of(2),
        new Heads.Count(4),
        Layout.HEADS_FIRST,
        TimeInjection.SCALE_SHIFT,
        AdmUNet.Resampling.CONVOLUTION,
        0);
  }

  /** An array of the source. */
  INDArray array(String name) {
    return holding(name).array(source.name(name));
  }

  /** The elements of one. */
  double[] doubles(String name) {
    return holding(name).doubles(source.name(name));
  }

  /** The elements of one of integers. */
  long[] longs(String name) {
    return holding(name).longs(source.name(name));
  }

  private Npz holding(String name) {
    return arrays.stream().filter(npz -> npz.has(source.name(name))).findFirst().orElseThrow();
  }

  /** The model. */
  Denoiser denoiser() {
    return denoiser;
  }

  /** Settings of the unguided DDPM chain, x̂_0 clipped. */
  PurifierConfig config() {
    int timestep = (int) longs("timestep_map")[START];
    return PurifierConfig.of(new NoiseLevel.Timestep(timestep))
        .withRespacing(Respacing.parse("100"))
        .withBatchSize(BATCH);
  }

  /** The chain with these settings and the noises of the file. */
  Chain with(PurifierConfig config, Optional<Classifier> victim) {
    return Chain.of(network, denoiser, config, noise(), victim);
  }

  /** Of image 0 and 1. */
  private NoiseSource noise() {
    double[] forward = doubles("q_noise");
    double[] reverse = doubles("ddpm_noise");
    double[] reference = doubles("reference_noise");
    return (imageId, draw, round, step, out) -> {
      int row = (int) imageId;
      int taken = START - step.index();
      double[] from =
          switch (step.kind()) {
            case FORWARD -> forward;
            case REVERSE -> reverse;
            case REFERENCE -> reference;
          };
      int first =
          (step.kind() == NoiseSource.Kind.FORWARD ? row : taken * BATCH + row) * out.length;
      for (int i = 0; i < out.length; i++) {
        out[i] = (float) from[first + i];
      }
    };
  }

  @Override
  public void close() {
    network.close();
    arrays.forEach(Npz::close);
  }
}
