package org.purify4j.importers.unet;

import java.util.Optional;
import org.purify4j.diffusion.network.Op.TimeEmbedding.Halves;
import org.purify4j.diffusion.unet.DiffusersUNet.DownPadding;
import org.purify4j.diffusion.unet.DiffusersUNet.Norms;
import org.purify4j.diffusion.unet.Heads;

/**
 * Answers what tensors cannot say about a {@code UNet2DModel}: from its {@code config.json}, else
 * the defaults of the class.
 */
final class DiffusersSettings {
  private static final String HEAD_CHANNELS = "attention_head_dim";
  private static final String PADDING = "downsample_padding";

  private static final String GROUPS = "norm_num_groups";
  private static final String ATTENTION_GROUPS = "attn_norm_num_groups";

  private final Decisions decisions;
  private final HyperParameters given;

  DiffusersSettings(Decisions decisions) {
    this.decisions = decisions;
    this.given = decisions.given();
  }

  Heads heads() {
    if (given.isNone(HEAD_CHANNELS)) {
      decisions.given(HEAD_CHANNELS, name -> Optional.of("none, one head"));
      return new Heads.Count(1);
    }
    return new Heads.Width(decisions.choose(HEAD_CHANNELS, given::integer, 8));
  }

  Norms norms() {
    int groups = decisions.choose(GROUPS, given::integer, 32);
    given
        .integer(ATTENTION_GROUPS)
        .filter(said -> said != groups)
        .ifPresent(
            said -> {
              throw refusal(ATTENTION_GROUPS, said, "null or " + GROUPS + ", " + groups);
            });
    return new Norms(groups, decisions.choose("norm_eps", given::real, 1e-5));
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

  private static IllegalArgumentException refusal(String name, Object got, String expected) {
    return new IllegalArgumentException(name + ": got " + got + ", must be " + expected);
  }
}
