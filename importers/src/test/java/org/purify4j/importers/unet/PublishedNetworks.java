package org.purify4j.importers.unet;

import java.util.List;
import org.purify4j.diffusion.network.Op.Attention.Layout;
import org.purify4j.diffusion.network.Op.Filter;
import org.purify4j.diffusion.network.Op.TimeEmbedding.Halves;
import org.purify4j.diffusion.unet.AdmUNet;
import org.purify4j.diffusion.unet.DdpmUNet;
import org.purify4j.diffusion.unet.DiffusersUNet;
import org.purify4j.diffusion.unet.EdmUNet;
import org.purify4j.diffusion.unet.Heads;
import org.purify4j.diffusion.unet.Resolutions;
import org.purify4j.diffusion.unet.ScoreSdeUNet;
import org.purify4j.diffusion.unet.TimeInjection;
import org.purify4j.diffusion.unet.UNet;

/**
 * The hyper-parameters of published checkpoints, and how many tensors and parameters those have:
 * exactly as counted in the files (CHECKPOINTS.md of this project), or to the million as the papers
 * say (Dhariwal and Nichol 2021, table 4; Karras et al. 2022, table 6).
 */
enum PublishedNetworks {
  /** {@code cifar10_uncond_50M_500K.pt}. */
  IMPROVED_DIFFUSION_CIFAR10(
      32,
      Count.exactly(446, 52_546_438),
      new AdmUNet(
          3,
          128,
          6,
          List.of(128, 256, 256, 256),
          3,
          List.of(2, 4),
          new Heads.Count(4),
          Layout.HEADS_FIRST,
          TimeInjection.SCALE_SHIFT,
          AdmUNet.Resampling.CONVOLUTION,
          0)),
  /** {@code 64x64_diffusion.pt}. */
  GUIDED_DIFFUSION_64(
      64,
      Count.millions(296),
      guided(192, List.of(192, 384, 576, 768), 3, List.of(2, 4, 8), new Heads.Width(64), 1000)),
  /** {@code 128x128_diffusion.pt}. */
  GUIDED_DIFFUSION_128(
      128,
      Count.millions(422),
      guided(
          256, List.of(256, 256, 512, 768, 1024), 2, List.of(4, 8, 16), new Heads.Count(4), 1000)),
  /** {@code 256x256_diffusion_uncond.pt}. */
  GUIDED_DIFFUSION_256(
      256,
      Count.exactly(566, 552_814_086),
      guided(
          256,
          List.of(256, 256, 512, 512, 1024, 1024),
          2,
          List.of(8, 16, 32),
          new Heads.Width(64),
          0)),
  /** {@code 512x512_diffusion.pt}. */
  GUIDED_DIFFUSION_512(
      512,
      Count.millions(559),
      guided(
          256,
          List.of(128, 256, 256, 512, 512, 1024, 1024),
          2,
          List.of(16, 32, 64),
          new Heads.Width(64),
          1000)),
  /** Ho et al.'s CIFAR-10 network as pesser converted it. */
  DDPM_CIFAR10(
      32,
      Count.exactly(328, 35_746_307),
      new DdpmUNet(
          3,
          3,
          128,
          new Resolutions(List.of(128, 256, 256, 256), 2, List.of(2)),
          DdpmUNet.Resampling.CONVOLUTION)),
  /** {@code google/ddpm-cifar10-32}. */
  DIFFUSERS_DDPM_CIFAR10(
      32,
      Count.exactly(328, 35_746_307),
      new DiffusersUNet(
          3,
          3,
          List.of(128, 256, 256, 256),
          2,
          List.of(false, true, false, false),
          List.of(false, false, true, false),
          new DiffusersUNet.Middle(true, 1),
          new DiffusersUNet.Attention(
              new Heads.Count(1),
              DiffusersUNet.Attention.Names.QUERY,
              DiffusersUNet.Attention.Weights.LINEAR),
          new DiffusersUNet.Norms(32, 1e-6),
          new DiffusersUNet.Time(Halves.SIN_COS, 1, TimeInjection.ADDED),
          DiffusersUNet.DownPadding.AFTER)),
  /**
   * {@code vp/cifar10_ddpmpp_deep_continuous}, also DiffPure's: the trained tensors, as the
   * averages in the file are; the table {@code sigmas} beside them is not counted.
   */
  SCORE_SDE_DDPMPP_DEEP(
      32,
      Count.exactly(956, 106_632_579),
      new ScoreSdeUNet(
          3,
          128,
          new Resolutions(List.of(128, 256, 256, 256), 8, List.of(2)),
          ScoreSdeUNet.BlockType.BIGGAN,
          Filter.BOX,
          ScoreSdeUNet.Sum.RESCALED,
          ScoreSdeUNet.ImagePath.NONE,
          999,
          0)),
  /** {@code edm-cifar10-32x32-uncond-vp}. */
  EDM_DDPMPP_CIFAR10(
      32, Count.millions(56), edm(EdmUNet.Architecture.DDPMPP, 32, 128, 4, List.of(2), 9)),
  /** {@code edm-cifar10-32x32-uncond-ve}. */
  EDM_NCSNPP_CIFAR10(
      32, Count.millions(56), edm(EdmUNet.Architecture.NCSNPP, 32, 128, 4, List.of(2), 9));

  /**
   * How many there are.
   *
   * @param tensors of the checkpoint; 0 if that is not known
   * @param parameters of the checkpoint, in units
   * @param unit of the parameters
   */
  record Count(int tensors, long parameters, long unit) {
    static Count exactly(int tensors, long parameters) {
      return new Count(tensors, parameters, 1);
    }

    static Count millions(long parameters) {
      return new Count(0, parameters, 1_000_000);
    }
  }

  private final int imageSize;
  private final Count count;
  private final UNet network;

  PublishedNetworks(int imageSize, Count count, UNet network) {
    this.imageSize = imageSize;
    this.count = count;
    this.network = network;
  }

  private static UNet guided(
      int width,
      List<Integer> channels,
      int blocks,
      List<Integer> attention,
      Heads heads,
      int classes) {
    return new AdmUNet(
        3,
        width,
        6,
        channels,
        blocks,
        attention,
        heads,
        width == 192 ? Layout.QKV_FIRST : Layout.HEADS_FIRST,
        TimeInjection.SCALE_SHIFT,
        AdmUNet.Resampling.RESIDUAL,
        classes);
  }

  private static UNet edm(
      EdmUNet.Architecture architecture,
      int size,
      int width,
      int blocks,
      List<Integer> attention,
      int augmentations) {
    Resolutions resolutions =
        new Resolutions(List.of(2 * width, 2 * width, 2 * width), blocks, attention);
    return new EdmUNet(
        3, 3, size, width, resolutions, architecture, new Heads.Count(1), 1, augmentations);
  }

  /** What {@code config.json} says that tensors cannot. */
  HyperParameters given() {
    return this == DIFFUSERS_DDPM_CIFAR10
        ? HyperParameters.none()
            .with("attention_head_dim", Setting.NONE, "config.json")
            .with("downsample_padding", 0, "config.json")
            .with("flip_sin_to_cos", false, "config.json")
            .with("freq_shift", 1, "config.json")
            .with("norm_eps", 1e-6, "config.json")
        : HyperParameters.none();
  }

  int imageSize() {
    return imageSize;
  }

  Count count() {
    return count;
  }

  UNet network() {
    return network;
  }
}
