package org.purify4j.importers.unet;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.purify4j.diffusion.model.Prediction;
import org.purify4j.diffusion.schedule.CosineAlphaBar;
import org.purify4j.diffusion.schedule.ExplicitBetas;
import org.purify4j.diffusion.schedule.LinearBetas;
import org.purify4j.diffusion.schedule.ScheduleSpec;
import org.purify4j.diffusion.schedule.VarianceType;

/**
 * The noise schedule and variance as diffusers' scheduler files give them, unless they are given
 * under the general names.
 */
final class DiffusersSchedule {
  private static final int TIMESTEPS = 1000;
  private static final String LENGTH = "num_train_timesteps";

  private final Decisions decisions;
  private final HyperParameters given;
  private final NoiseSettings noise;

  DiffusersSchedule(Decisions decisions, NoiseSettings noise) {
    this.decisions = decisions;
    this.noise = noise;
    this.given = decisions.given();
  }

  /** {@code trained_betas}; or {@code beta_schedule} with its range, and its length. */
  ScheduleSpec schedule() {
    if (noise.givesScheduleName()) {
      return noise.schedule("linear", given.integer(LENGTH).orElse(TIMESTEPS));
    }
    Optional<List<Double>> betas = given.reals("trained_betas");
    if (betas.isPresent()) {
      decisions.mustAgree("diffusion_steps", betas.get().size(), given::integer);
      decisions.given("trained_betas", name -> betas.map(List::size));
      return new ExplicitBetas(betas.get());
    }
    String name = decisions.choose("beta_schedule", given::text, "linear");
    int timesteps =
        noise.timesteps().orElseGet(() -> decisions.choose(LENGTH, given::integer, TIMESTEPS));
    return switch (name) {
      case "linear" -> new LinearBetas(timesteps, first(), last());
      case "scaled_linear" -> scaledLinear(timesteps, Math.sqrt(first()), Math.sqrt(last()));
      case "squaredcos_cap_v2" -> new CosineAlphaBar(timesteps);
      default ->
          throw new IllegalArgumentException(
              "beta_schedule: got "
                  + name
                  + ", must be linear, scaled_linear or squaredcos_cap_v2");
    };
  }

  /** {@code prediction_type}, or the flag that stood for it in older files. */
  Prediction predicts() {
    Optional<Boolean> noiseAlone = decisions.given("predict_epsilon", given::flag);
    String usual = noiseAlone.orElse(true) ? "epsilon" : "sample";
    if (noiseAlone.isPresent() && given.text("prediction_type").isEmpty()) {
      return noise
          .givenPrediction("predicts")
          .orElse(noiseAlone.get() ? Prediction.NOISE : Prediction.CLEAN);
    }
    return noise.predicts("prediction_type", usual);
  }

  /** Learned, or what {@code variance_type} says. */
  VarianceType variance(int inChannels, int outChannels) {
    if (outChannels != inChannels) {
      decisions.mustAgree("variance_type", "learned_range", given::text);
    }
    return outChannels != inChannels || noise.givesVariance()
        ? noise.variance(inChannels, outChannels, VarianceType.FIXED_SMALL)
        : fixedVariance();
  }

  private VarianceType fixedVariance() {
    String said = decisions.choose("variance_type", given::text, "fixed_small");
    return switch (said) {
      case "fixed_small", "fixed_small_log" -> VarianceType.FIXED_SMALL;
      case "fixed_large", "fixed_large_log" -> VarianceType.FIXED_LARGE;
      default ->
          throw new IllegalArgumentException(
              "variance_type: got "
                  + said
                  + ", must be fixed_small or fixed_large for a network that does not learn it");
    };
  }

  private double first() {
    return decisions.choose("beta_start", given::real, LinearBetas.FIRST_OF_1000);
  }

  private double last() {
    return decisions.choose("beta_end", given::real, LinearBetas.LAST_OF_1000);
  }

  /** Betas whose square roots rise linearly. */
  private static ScheduleSpec scaledLinear(int timesteps, double first, double last) {
    List<Double> betas = new ArrayList<>();
    for (int t = 0; t < timesteps; t++) {
      double root = timesteps == 1 ? first : first + t * (last - first) / (timesteps - 1);
      betas.add(root * root);
    }
    return new ExplicitBetas(betas);
  }
}
