package org.purify4j.importers.unet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.purify4j.diffusion.unet.LucidrainsUNet;
import org.purify4j.importers.checkpoint.Checkpoint;

/** Reads the hyper-parameters of lucidrains' U-Net off tensor names and shapes. */
final class LucidrainsTensors {
  static final String BETAS = "betas";
  static final String ALPHAS_CUMPROD = "alphas_cumprod";
  static final String LOSS_WEIGHT = "loss_weight";

  /** What {@code GaussianDiffusion} puts before the names of its network. */
  static final String WRAPPED = "model.";

  private static final String STEM = "init_conv.weight";
  private static final String OUT = "final_conv.weight";
  private static final String TIME = "time_mlp.1.weight";
  private static final String MEMORY = "mid_attn.mem_kv";

  /** What the versions of {@code GaussianDiffusion} have registered as buffers. */
  private static final Set<String> TABLES =
      Set.of(
          BETAS,
          ALPHAS_CUMPROD,
          "alphas_cumprod_prev",
          "sqrt_alphas_cumprod",
          "sqrt_one_minus_alphas_cumprod",
          "log_one_minus_alphas_cumprod",
          "sqrt_recip_alphas_cumprod",
          "sqrt_recipm1_alphas_cumprod",
          "posterior_variance",
          "posterior_log_variance_clipped",
          "posterior_mean_coef1",
          "posterior_mean_coef2",
          "p2_loss_weight",
          LOSS_WEIGHT);

  /** Those that say what the schedule is and what the network predicts; they must agree. */
  private static final Set<String> DECIDING = Set.of(BETAS, ALPHAS_CUMPROD, LOSS_WEIGHT);

  private final TensorShapes tensors;
  private final String prefix;

  LucidrainsTensors(TensorShapes tensors) {
    this.tensors = tensors;
    this.prefix = tensors.has(WRAPPED + STEM) ? WRAPPED : "";
    if (tensors.has(prefix + "time_mlp.0.weights")) {
      throw new IllegalArgumentException(
          "time_mlp.0.weights: got learned or random frequencies, must be sinusoidal");
    }
    if (inChannels() == 2 * outChannels()) {
      throw new IllegalArgumentException(
          "self_condition: got true (the input has twice the output's channels), must be false");
    }
  }

  LucidrainsUNet network() {
    List<Integer> channels = new ArrayList<>();
    List<Boolean> full = new ArrayList<>();
    Pattern level = Pattern.compile(Pattern.quote(prefix) + "downs\\.(\\d{1,4})\\..*");
    int levels = tensors.numbered(level);
    for (int i = 0; i < levels; i++) {
      String name = "downs." + i;
      channels.add(size(name + (i == levels - 1 ? ".3.weight" : ".3.1.weight"), 0));
      full.add(!tensors.has(prefix + name + ".2.to_out.0.weight"));
    }
    return new LucidrainsUNet(
        inChannels(),
        outChannels(),
        size(STEM, 0),
        size(TIME, 1),
        channels,
        full,
        new LucidrainsUNet.Attention(size(MEMORY, 1), size(MEMORY, 3), size(MEMORY, 2)),
        wrapper());
  }

  private LucidrainsUNet.Wrapper wrapper() {
    if (!tensors.has(BETAS)) {
      return new LucidrainsUNet.Wrapper(prefix, List.of(), 0);
    }
    int timesteps = tensors.size(BETAS, 0);
    List<String> tables =
        tensors.checkpoint().names().stream()
            .filter(TABLES::contains)
            .filter(name -> DECIDING.contains(name) || hasLength(timesteps, name))
            .toList();
    return new LucidrainsUNet.Wrapper(prefix, tables, timesteps);
  }

  /**
   * The tables that have another length than β. All of them are functions of β, and neither the
   * network nor the import reads them.
   */
  static List<String> otherTables(Checkpoint checkpoint) {
    TensorShapes tensors = new TensorShapes(checkpoint);
    if (!tensors.has(BETAS)) {
      return List.of();
    }
    int timesteps = tensors.size(BETAS, 0);
    return checkpoint.names().stream()
        .filter(name -> TABLES.contains(name) && !DECIDING.contains(name))
        .filter(name -> !hasLength(checkpoint, timesteps, name))
        .toList();
  }

  private boolean hasLength(int timesteps, String table) {
    return hasLength(tensors.checkpoint(), timesteps, table);
  }

  private static boolean hasLength(Checkpoint checkpoint, int timesteps, String table) {
    return Arrays.equals(checkpoint.info(table).shape(), new long[] {timesteps});
  }

  private int inChannels() {
    return size(STEM, 1);
  }

  private int outChannels() {
    return size(OUT, 0);
  }

  private int size(String name, int dimension) {
    return tensors.size(prefix + name, dimension);
  }
}
