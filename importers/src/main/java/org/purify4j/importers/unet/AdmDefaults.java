package org.purify4j.importers.unet;

import java.util.List;
import java.util.Map;
import org.purify4j.diffusion.network.Op.Attention.Layout;
import org.purify4j.diffusion.unet.AdmUNet.Resampling;
import org.purify4j.diffusion.unet.Heads;

/**
 * What is assumed of a U-Net of improved-/guided-diffusion where neither its tensors nor the user
 * say: the settings of the published network it resembles most.
 */
enum AdmDefaults {
  /** The published CIFAR-10 network of Nichol and Dhariwal (2021). */
  IMPROVED_LEARNED(
      "improved-diffusion's CIFAR-10 network", new Heads.Count(4), "cosine", 4000, true),
  /** The defaults of improved-diffusion's scripts. */
  IMPROVED_FIXED("improved-diffusion's scripts", new Heads.Count(4), "linear", 1000, true),
  /** The ImageNet network for 64×64 pixels of Dhariwal and Nichol (2021). */
  GUIDED_64(
      "guided-diffusion's 64x64 network",
      new Heads.Width(64),
      "cosine",
      1000,
      false,
      Layout.QKV_FIRST),
  /** Their ImageNet network for 128×128 pixels. */
  GUIDED_128("guided-diffusion's 128x128 network", new Heads.Count(4), "linear", 1000, false),
  /** Their ImageNet networks for 256×256 and 512×512 pixels. */
  GUIDED("guided-diffusion's ImageNet networks", new Heads.Width(64), "linear", 1000, false);

  /** Image sizes that the authors' scripts pair with these channel multipliers, in halves. */
  private static final Map<List<Integer>, Integer> IMAGE_SIZES =
      Map.of(
          List.of(2, 4, 4, 4), 32,
          List.of(2, 4, 6, 8), 64,
          List.of(2, 2, 4, 6, 8), 128,
          List.of(2, 2, 4, 4, 8, 8), 256,
          List.of(1, 2, 2, 4, 4, 8, 8), 512);

  private static final int USUAL_IMAGE_SIZE = 32;

  private final String source;
  private final Heads heads;
  private final String schedule;
  private final int timesteps;
  private final boolean rescaled;
  private final Layout layout;

  AdmDefaults(String source, Heads heads, String schedule, int timesteps, boolean rescaled) {
    this(source, heads, schedule, timesteps, rescaled, Layout.HEADS_FIRST);
  }

  AdmDefaults(
      String source, Heads heads, String schedule, int timesteps, boolean rescaled, Layout layout) {
    this.source = source;
    this.heads = heads;
    this.schedule = schedule;
    this.timesteps = timesteps;
    this.rescaled = rescaled;
    this.layout = layout;
  }

  /** The settings of the published network that has most in common with these tensors. */
  static AdmDefaults of(AdmTensors tensors) {
    if (tensors.resampling() == Resampling.RESIDUAL) {
      return switch (imageSize(tensors.levelChannels(), tensors.modelChannels())) {
        case 64 -> GUIDED_64;
        case 128 -> GUIDED_128;
        default -> GUIDED;
      };
    }
    return tensors.outChannels() == 2 * tensors.inChannels() ? IMPROVED_LEARNED : IMPROVED_FIXED;
  }

  /** The network or program whose settings these are. */
  String source() {
    return source;
  }

  /** Attention heads. */
  Heads heads() {
    return heads;
  }

  /** Name of the noise schedule. */
  String schedule() {
    return schedule;
  }

  /** Its length T. */
  int timesteps() {
    return timesteps;
  }

  /** Whether the network is told t·1000/T. */
  boolean rescaled() {
    return rescaled;
  }

  /** Order of queries, keys and values. */
  Layout layout() {
    return layout;
  }

  /** The image size that goes with the widths of the levels. */
  static int imageSize(List<Integer> levelChannels, int modelChannels) {
    List<Integer> halves = levelChannels.stream().map(c -> 2 * c / modelChannels).toList();
    return IMAGE_SIZES.getOrDefault(halves, USUAL_IMAGE_SIZE);
  }
}
