package org.purify4j.importers.unet;

import java.util.List;
import java.util.Optional;
import org.purify4j.diffusion.model.Prediction;
import org.purify4j.diffusion.model.TimeUnit;
import org.purify4j.diffusion.network.Op.Attention.Layout;
import org.purify4j.diffusion.schedule.ScheduleSpec;
import org.purify4j.diffusion.schedule.VarianceType;
import org.purify4j.diffusion.unet.Heads;

/**
 * Answers what tensors cannot say about a U-Net of improved-/guided-diffusion: from what is given,
 * else from the defaults.
 */
final class AdmSettings {
  private static final String HEAD_CHANNELS = "num_head_channels";
  private static final String HEADS = "num_heads";
  private static final String HEADS_UPWARDS = "num_heads_upsample";

  private final Decisions decisions;
  private final HyperParameters given;
  private final AdmDefaults defaults;
  private final NoiseSettings noise;

  AdmSettings(Decisions decisions, AdmDefaults defaults) {
    this.decisions = decisions;
    this.given = decisions.given();
    this.defaults = defaults;
    this.noise = new NoiseSettings(decisions);
  }

  Heads heads() {
    Optional<Integer> width =
        decisions.given(HEAD_CHANNELS, name -> given.integer(name).filter(n -> n > 0));
    if (width.isPresent()) {
      return new Heads.Width(width.get());
    }
    Heads heads = sharedHeads();
    if (heads instanceof Heads.Count count) {
      requireSameUpwards(count.count());
    }
    return heads;
  }

  /** On the way up there may be another number of heads, of which no published network has any. */
  private void requireSameUpwards(int count) {
    given
        .integer(HEADS_UPWARDS)
        .filter(said -> said != -1 && said != count)
        .ifPresent(
            said -> {
              throw new IllegalArgumentException(
                  HEADS_UPWARDS + ": got " + said + ", must be -1 or num_heads, " + count);
            });
  }

  private Heads sharedHeads() {
    Optional<Integer> count = decisions.given(HEADS, given::integer);
    if (count.isPresent()) {
      return new Heads.Count(count.get());
    }
    if (defaults.heads() instanceof Heads.Width usual) {
      decisions.assume(HEAD_CHANNELS, usual.channelsPerHead());
    } else if (defaults.heads() instanceof Heads.Count usual) {
      decisions.assume(HEADS, usual.count());
    }
    return defaults.heads();
  }

  Layout layout() {
    return decisions.choose(
            "use_new_attention_order", given::flag, defaults.layout() == Layout.QKV_FIRST)
        ? Layout.QKV_FIRST
        : Layout.HEADS_FIRST;
  }

  ScheduleSpec schedule() {
    return noise.schedule(defaults.schedule(), defaults.timesteps());
  }

  TimeUnit timeUnit() {
    return decisions.choose("rescale_timesteps", given::flag, defaults.rescaled())
        ? TimeUnit.THOUSANDTHS
        : TimeUnit.STEPS;
  }

  VarianceType variance(int inChannels, int outChannels) {
    boolean small = decisions.given("sigma_small", given::flag).orElse(false);
    return noise.variance(
        inChannels, outChannels, small ? VarianceType.FIXED_SMALL : VarianceType.FIXED_LARGE);
  }

  int imageSize(List<Integer> levelChannels, int modelChannels) {
    return noise.imageSize("image_size", AdmDefaults.imageSize(levelChannels, modelChannels));
  }

  /** {@code predict_xstart}, or what is said in general. */
  Prediction predicts() {
    Optional<Prediction> general = noise.givenPrediction("predicts");
    Optional<Boolean> image = decisions.given("predict_xstart", given::flag);
    return image.isPresent() && general.isEmpty()
        ? image.get() ? Prediction.CLEAN : Prediction.NOISE
        : noise.predicts("predicts", "epsilon");
  }
}
