package org.purify4j.importers.unet;

import java.util.Optional;
import org.purify4j.diffusion.model.Prediction;
import org.purify4j.diffusion.schedule.CosineAlphaBar;
import org.purify4j.diffusion.schedule.LinearBetas;
import org.purify4j.diffusion.schedule.ScheduleSpec;
import org.purify4j.diffusion.schedule.VarianceType;

/**
 * What families have in common beside their networks: the noise schedule, what is predicted, the
 * variance and the image size, under the names of OpenAI's programs and those of the options.
 */
final class NoiseSettings {
  private static final String SCHEDULE = "noise_schedule";
  private static final String TIMESTEPS = "diffusion_steps";
  private static final String VARIANCE = "variance";
  private static final String PREDICTS = "predicts";
  private static final String IMAGE_SIZE = "image_size";

  private final Decisions decisions;
  private final HyperParameters given;

  NoiseSettings(Decisions decisions) {
    this.decisions = decisions;
    this.given = decisions.given();
  }

  /** {@code noise_schedule} and {@code diffusion_steps}. */
  ScheduleSpec schedule(String usual, int usualTimesteps) {
    String name = decisions.choose(SCHEDULE, given::text, usual);
    int timesteps = decisions.choose(TIMESTEPS, given::integer, usualTimesteps);
    return switch (name) {
      case "linear" -> LinearBetas.of(timesteps);
      case "cosine" -> new CosineAlphaBar(timesteps);
      default ->
          throw new IllegalArgumentException(
              SCHEDULE + ": got " + name + ", must be linear or cosine");
    };
  }

  /** Whether a schedule is given under the names of {@link #schedule}. */
  boolean givesSchedule() {
    return given.text(SCHEDULE).isPresent() || given.integer(TIMESTEPS).isPresent();
  }

  /** Whether a schedule's name is given under that of {@link #schedule}. */
  boolean givesScheduleName() {
    return given.text(SCHEDULE).isPresent();
  }

  /** The length of a schedule, if it is given under the name of {@link #schedule}. */
  Optional<Integer> timesteps() {
    return decisions.given(TIMESTEPS, given::integer);
  }

  /** Whether a variance is given under the name of {@link #variance}. */
  boolean givesVariance() {
    return given.text(VARIANCE).isPresent();
  }

  /**
   * What the network predicts, in the words of any family.
   *
   * @param name under which the family calls it; the general name {@code predicts} comes before
   */
  Prediction predicts(String name, String usual) {
    Optional<Prediction> general = givenPrediction(PREDICTS);
    if (general.isPresent()) {
      decisions.given(PREDICTS, given::text);
      return general.get();
    }
    return prediction(name, decisions.choose(name, given::text, usual));
  }

  /** What is said under a name, in the words of any family. */
  Optional<Prediction> givenPrediction(String name) {
    return given.text(name).map(said -> prediction(name, said));
  }

  private static Prediction prediction(String name, String said) {
    return switch (said) {
      case "epsilon", "noise", "pred_noise" -> Prediction.NOISE;
      case "v_prediction", "velocity", "pred_v" -> Prediction.VELOCITY;
      case "sample", "x_start", "pred_x0" -> Prediction.CLEAN;
      default ->
          throw new IllegalArgumentException(
              name + ": got " + said + ", must be epsilon, v_prediction or sample");
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
    decisions.inferred(VARIANCE, "learned_range", given::text);
    return VarianceType.LEARNED_RANGE;
  }

  /**
   * Height and width of the images.
   *
   * @param name under which the family calls it; the general name {@code image_size} comes before
   */
  int imageSize(String name, int usual) {
    Optional<Integer> general = decisions.given(IMAGE_SIZE, given::integer);
    return general.orElseGet(() -> decisions.choose(name, given::integer, usual));
  }

  private VarianceType fixedVariance(VarianceType usual) {
    String small = "fixed_small";
    String large = "fixed_large";
    String said =
        decisions.choose(VARIANCE, given::text, usual == VarianceType.FIXED_SMALL ? small : large);
    if (said.equals(small) || said.equals(large)) {
      return said.equals(small) ? VarianceType.FIXED_SMALL : VarianceType.FIXED_LARGE;
    }
    throw new IllegalArgumentException(
        VARIANCE + ": got " + said + ", must be " + small + " or " + large);
  }
}
