package org.purify4j.importers.unet;

import java.util.List;
import java.util.Map;
import org.purify4j.diffusion.unet.Heads;

/**
 * What is assumed of a U-Net of improved-/guided-diffusion where neither its tensors nor the user
 * say.
 *
 * @param name shown in reports
 * @param heads attention heads
 * @param schedule name of the noise schedule
 * @param timesteps its length T
 * @param rescaled whether the network is told t·1000/T
 */
enum AdmDefaults {
  /** The published CIFAR-10 network of Nichol and Dhariwal (2021). */
  IMPROVED_LEARNED(
      "improved-diffusion's CIFAR-10 network", new Heads.Count(4), "cosine", 4000, true),
  /** The defaults of improved-diffusion's scripts. */
  IMPROVED_FIXED("improved-diffusion's scripts", new Heads.Count(4), "linear", 1000, true),
  /** The published ImageNet networks of Dhariwal and Nichol (2021). */
  GUIDED("guided-diffusion's ImageNet networks", new Heads.Width(64), "linear", 1000, false);

  /** Image sizes that the authors' scripts pair with these channel multipliers. */
  private static final Map<List<Integer>, Integer> IMAGE_SIZES =
      Map.of(
          List.of(1, 2, 2, 2), 32,
          List.of(1, 2, 3, 4), 64,
          List.of(1, 1, 2, 3, 4), 128,
          List.of(1, 1, 2, 2, 4, 4), 256);

  private static final int USUAL_IMAGE_SIZE = 32;

  private final String source;
  private final Heads heads;
  private final String schedule;
  private final int timesteps;
  private final boolean rescaled;

  AdmDefaults(String source, Heads heads, String schedule, int timesteps, boolean rescaled) {
    this.source = source;
    this.heads = heads;
    this.schedule = schedule;
    this.timesteps = timesteps;
    this.rescaled = rescaled;
  }

  /** Whose habits these are. */
  String source() {
    return source;
  }

  Heads heads() {
    return heads;
  }

  String schedule() {
    return schedule;
  }

  int timesteps() {
    return timesteps;
  }

  boolean rescaled() {
    return rescaled;
  }

  /** The image size that goes with the widths of the levels. */
  static int imageSize(List<Integer> levelChannels, int modelChannels) {
    List<Integer> multipliers = levelChannels.stream().map(c -> c / modelChannels).toList();
    return IMAGE_SIZES.getOrDefault(multipliers, USUAL_IMAGE_SIZE);
  }
}
