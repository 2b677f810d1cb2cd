package org.purify4j.importers.unet;

import java.util.List;
import java.util.Optional;
import org.purify4j.diffusion.network.Op.TimeEmbedding.Halves;
import org.purify4j.diffusion.unet.DiffusersUNet.DownPadding;
import org.purify4j.diffusion.unet.DiffusersUNet.Norms;
import org.purify4j.diffusion.unet.Heads;

/**
 * Answers what tensors cannot say about a {@code UNet2DModel}: from its {@code config.json}, else
 * the defaults of the class. What the class can do and this program cannot is refused.
 */
final class DiffusersSettings {
  private static final String HEAD_CHANNELS = "attention_head_dim";
  private static final String PADDING = "downsample_padding";

  /** The names of SiLU, the one activation that is supported. */
  private static final List<String> SILU = List.of("silu", "swish");

  private final Decisions decisions;
  private final HyperParameters given;

  DiffusersSettings(Decisions decisions) {
    this.decisions = decisions;
    this.given = decisions.given();
  }

  /** Refuses settings that would need a network that is not supported. */
  void requireSupported() {
    given.requireIfGiven("_class_name", "UNet2DModel");
    given.requireIfGiven("time_embedding_type", "positional");
    given.requireIfGiven("downsample_type", "conv");
    given.requireIfGiven("upsample_type", "conv");
    given
        .text("act_fn")
        .filter(said -> !SILU.contains(said))
        .ifPresent(
            said -> {
              throw refusal("act_fn", said, String.join(" or ", SILU));
            });
    requireTexts("down_block_types", List.of("DownBlock2D", "AttnDownBlock2D"));
    requireTexts("up_block_types", List.of("UpBlock2D", "AttnUpBlock2D"));
    requireAbsent("class_embed_type");
    requireAbsent("num_class_embeds");
    given.requireIfGiven("center_input_sample", false);
  }

  Heads heads() {
    if (given.isNone(HEAD_CHANNELS)) {
      decisions.given(HEAD_CHANNELS, name -> Optional.of("none, one head"));
      return new Heads.Count(1);
    }
    return new Heads.Width(decisions.choose(HEAD_CHANNELS, given::integer, 8));
  }

  Norms norms() {
    return new Norms(
        decisions.choose("norm_num_groups", given::integer, 32),
        decisions.choose("norm_eps", given::real, 1e-5));
  }

  Halves halves() {
    return decisions.choose("flip_sin_to_cos", given::flag, true) ? Halves.COS_SIN : Halves.SIN_COS;
  }

  double frequencyShift() {
    return decisions.choose("freq_shift", given::real, 0.0);
  }

  double middleScaleFactor() {
    return decisions.choose("mid_block_scale_factor", given::real, 1.0);
  }

  DownPadding downPadding() {
    int padding = decisions.choose(PADDING, given::integer, 1);
    return switch (padding) {
      case 0 -> DownPadding.AFTER;
      case 1 -> DownPadding.AROUND;
      default -> throw refusal(PADDING, padding, "0 or 1");
    };
  }

  private void requireTexts(String name, List<String> known) {
    for (String said : given.texts(name).orElse(List.of())) {
      if (!known.contains(said)) {
        throw refusal(name, said, String.join(" or ", known));
      }
    }
  }

  private void requireAbsent(String name) {
    if (given.settings().containsKey(name) && !given.isNone(name)) {
      throw refusal(name, given.settings().get(name).value(), "null");
    }
  }

  private static IllegalArgumentException refusal(String name, Object got, String expected) {
    return new IllegalArgumentException(name + ": got " + got + ", must be " + expected);
  }
}
