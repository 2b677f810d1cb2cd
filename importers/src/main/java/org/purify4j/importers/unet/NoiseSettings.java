package org.purify4j.importers.unet;

import org.purify4j.diffusion.schedule.CosineAlphaBar;
import org.purify4j.diffusion.schedule.LinearBetas;
import org.purify4j.diffusion.schedule.ScheduleSpec;
import org.purify4j.diffusion.schedule.VarianceType;

/** The noise schedule and the variance, under the names of OpenAI's programs. */
final class NoiseSettings {
  private static final String VARIANCE = "variance";

  private final Decisions decisions;

  NoiseSettings(Decisions decisions) {
    this.decisions = decisions;
  }

  /** {@code noise_schedule} and {@code diffusion_steps}. */
  ScheduleSpec schedule(String usual, int usualTimesteps) {
    HyperParameters given = decisions.given();
    String name = decisions.choose("noise_schedule", given::text, usual);
    int timesteps = decisions.choose("diffusion_steps", given::integer, usualTimesteps);
    return switch (name) {
      case "linear" -> LinearBetas.of(timesteps);
      case "cosine" -> new CosineAlphaBar(timesteps);
      default ->
          throw new IllegalArgumentException(
              "noise_schedule: got " + name + ", must be linear or cosine");
    };
  }

  /**
   * {@code variance}, which a network with twice the image's channels learns.
   *
   * @param usual what is assumed of a network that does not learn it
   */
  VarianceType variance(int inChannels, int outChannels, VarianceType usual) {
    if (outChannels == inChannels) {
      return fixedVariance(usual);
    }
    decisions.inferred(VARIANCE, "learned_range", decisions.given()::text);
    return VarianceType.LEARNED_RANGE;
  }

  private VarianceType fixedVariance(VarianceType usual) {
    String small = "fixed_small";
    String large = "fixed_large";
    String said =
        decisions.choose(
            VARIANCE, decisions.given()::text, usual == VarianceType.FIXED_SMALL ? small : large);
    if (said.equals(small) || said.equals(large)) {
      return said.equals(small) ? VarianceType.FIXED_SMALL : VarianceType.FIXED_LARGE;
    }
    throw new IllegalArgumentException(
        VARIANCE + ": got " + said + ", must be " + small + " or " + large);
  }
}
