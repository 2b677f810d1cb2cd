package org.purify4j.importers.unet;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.purify4j.diffusion.model.TimeUnit;
import org.purify4j.diffusion.net.Op.Attention.Layout;
import org.purify4j.diffusion.schedule.CosineAlphaBar;
import org.purify4j.diffusion.schedule.LinearBetas;
import org.purify4j.diffusion.schedule.ScheduleSpec;
import org.purify4j.diffusion.schedule.VarianceType;
import org.purify4j.diffusion.unet.Heads;

/**
 * Answers what tensors cannot say about a U-Net of improved-/guided-diffusion: from what is given,
 * else from the defaults, and notes which. Wrong values are {@link IllegalArgumentException}s.
 */
final class AdmSettings {
  private final HyperParameters given;
  private final AdmDefaults defaults;
  private final Map<String, String> notes = new LinkedHashMap<>();

  AdmSettings(HyperParameters given, AdmDefaults defaults) {
    this.given = given;
    this.defaults = defaults;
  }

  /** What was decided and why, by name. */
  Map<String, String> notes() {
    return notes;
  }

  /** Notes a value read off the tensors; what is given under that name must agree. */
  <T> void inferred(String name, T value, Function<String, Optional<T>> question) {
    question
        .apply(name)
        .filter(said -> !said.equals(value))
        .ifPresent(
            said -> {
              throw new IllegalArgumentException(
                  name
                      + ": got "
                      + said
                      + " ("
                      + given.source(name)
                      + "), the tensors have "
                      + value);
            });
    notes.put(name, value + " (inferred)");
  }

  Heads heads() {
    Optional<Integer> width = given.integer("num_head_channels").filter(n -> n > 0);
    if (width.isPresent()) {
      notes.put("num_head_channels", note("num_head_channels", width.get()));
      return new Heads.Width(width.get());
    }
    Optional<Integer> count = given.integer("num_heads");
    if (count.isPresent()) {
      notes.put("num_heads", note("num_heads", count.get()));
      return new Heads.Count(count.get());
    }
    boolean byWidth = defaults.heads() instanceof Heads.Width;
    notes.put(byWidth ? "num_head_channels" : "num_heads", assumed(number(defaults.heads())));
    return defaults.heads();
  }

  Layout layout() {
    return choose("use_new_attention_order", given::flag, false)
        ? Layout.QKV_FIRST
        : Layout.HEADS_FIRST;
  }

  ScheduleSpec schedule() {
    String name = choose("noise_schedule", given::text, defaults.schedule());
    int timesteps = choose("diffusion_steps", given::integer, defaults.timesteps());
    return switch (name) {
      case "linear" -> LinearBetas.of(timesteps);
      case "cosine" -> new CosineAlphaBar(timesteps);
      default ->
          throw new IllegalArgumentException(
              "noise_schedule: got " + name + ", must be linear or cosine");
    };
  }

  TimeUnit timeUnit() {
    return choose("rescale_timesteps", given::flag, defaults.rescaled())
        ? TimeUnit.THOUSANDTHS
        : TimeUnit.STEPS;
  }

  /** The variance of a network with this many output channels for each of the image's. */
  VarianceType variance(int outputsPerChannel) {
    if (outputsPerChannel == 1) {
      return fixedVariance();
    }
    given
        .text("variance")
        .filter(name -> !name.equals("learned_range"))
        .ifPresent(
            name -> {
              throw new IllegalArgumentException(
                  "variance: got "
                      + name
                      + " ("
                      + given.source("variance")
                      + "), the tensors have learned_range");
            });
    notes.put("variance", "learned_range (inferred)");
    return VarianceType.LEARNED_RANGE;
  }

  int imageSize(List<Integer> levelChannels, int modelChannels) {
    return choose(
        "image_size", given::integer, AdmDefaults.imageSize(levelChannels, modelChannels));
  }

  /** Refuses networks that predict the image or the mean instead of the noise. */
  void requireNoise() {
    boolean image = given.flag("predict_xstart").orElse(false);
    String predicts = given.text("predicts").orElse("epsilon");
    if (image || !(predicts.equals("epsilon") || predicts.equals("noise"))) {
      throw new IllegalArgumentException(
          "predicts: got " + (image ? "predict_xstart" : predicts) + ", must be epsilon");
    }
  }

  private VarianceType fixedVariance() {
    String bySigma = given.flag("sigma_small").orElse(false) ? "fixed_small" : "fixed_large";
    return switch (choose("variance", given::text, bySigma)) {
      case "fixed_small" -> VarianceType.FIXED_SMALL;
      case "fixed_large" -> VarianceType.FIXED_LARGE;
      default ->
          throw new IllegalArgumentException(
              "variance: got "
                  + given.text("variance").orElse(bySigma)
                  + ", must be fixed_small or fixed_large");
    };
  }

  private <T> T choose(String name, Function<String, Optional<T>> question, T otherwise) {
    Optional<T> said = question.apply(name);
    notes.put(name, said.isPresent() ? note(name, said.get()) : assumed(otherwise));
    return said.orElse(otherwise);
  }

  private String note(String name, Object value) {
    return value + " (" + given.source(name) + ")";
  }

  private String assumed(Object value) {
    return value + " (" + defaults.source() + ")";
  }

  private static int number(Heads heads) {
    return heads instanceof Heads.Width width
        ? width.channelsPerHead()
        : ((Heads.Count) heads).count();
  }
}
