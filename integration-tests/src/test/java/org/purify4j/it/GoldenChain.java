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
 * The chains that PyTorch ran on improved-diffusion's golden network: cosine schedule of 4000 steps
 * respaced to 100, from its step 12, all noises given.
 */
final class GoldenChain implements AutoCloseable {
  /** The respaced step where the way back starts. */
  static final int START = 12;

  /** Steps taken. */
  static final int STEPS = START + 1;

  private static final int BATCH = 2;
  private static final int SIZE = 32;

  private static final AdmUNet NETWORK =
      new AdmUNet(
          3,
          32,
          6,
          List.of(32, 64),
          1,
          List.of(2),
          new Heads.Count(4),
          Layout.HEADS_FIRST,
          TimeInjection.SCALE_SHIFT,
          AdmUNet.Resampling.CONVOLUTION,
          0);

  private final Npz sampler = Npz.open(SharedFiles.path("golden/sampler-chain.npz"));
  private final Denoiser denoiser;
  private final ExecutableNetwork network;

  /** Reads network and noises. */
  GoldenChain() {
    Map<String, INDArray> weights = new LinkedHashMap<>();
    try (Checkpoint checkpoint =
        Checkpoint.open(SharedFiles.path("golden/improved-diffusion-unet.pt"))) {
      for (String name : checkpoint.names()) {
        weights.put(name, checkpoint.tensor(name));
      }
    }
    ModelNetworks networks = new ModelNetworks(weights);
    denoiser =
        new Denoiser(
            (batch, height, width) -> networks.open(NETWORK.describe(height, width), batch),
            new CosineAlphaBar(4000).build(),
            VarianceType.LEARNED_RANGE,
            timestep -> timestep,
            DataType.FLOAT);
    network = denoiser.networks().open(BATCH, SIZE, SIZE);
  }

  /** The arrays of {@code sampler-chain.npz}. */
  Npz sampler() {
    return sampler;
  }

  /** The model. */
  Denoiser denoiser() {
    return denoiser;
  }

  /** Settings of the unguided DDPM chain, x̂_0 clipped. */
  PurifierConfig config() {
    int timestep = (int) sampler.longs("timestep_map")[START];
    return PurifierConfig.of(new NoiseLevel.Timestep(timestep))
        .withRespacing(Respacing.parse("100"))
        .withBatchSize(BATCH);
  }

  /** The chain with these settings and PyTorch's noises. */
  Chain with(PurifierConfig config, Optional<Classifier> victim) {
    return Chain.of(network, denoiser, config, noise(), victim);
  }

  /** Image 0 and 1, as they were noised by PyTorch. */
  private NoiseSource noise() {
    double[] forward = sampler.doubles("q_noise");
    double[] reverse = sampler.doubles("ddpm_noise");
    double[] reference = sampler.doubles("mse_reference_noise");
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
    sampler.close();
  }
}
