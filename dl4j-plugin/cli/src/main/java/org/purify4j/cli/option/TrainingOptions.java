package org.purify4j.cli.option;

import static org.purify4j.cli.shell.GlobalOptions.flag;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.commons.cli.Options;
import org.purify4j.cli.shell.Arguments;
import org.purify4j.cli.shell.Numbers;
import org.purify4j.cli.shell.UsageException;
import org.purify4j.diffusion.catalogue.Bound;
import org.purify4j.diffusion.catalogue.Spelling;
import org.purify4j.diffusion.train.Optimization;
import org.purify4j.diffusion.train.TimestepSampling;
import org.purify4j.diffusion.train.TrainingConfig;

/** The options that say how a network is trained. */
public final class TrainingOptions {
  private static final String FLIP = "flip";

  private static final Map<String, TrainingConfig.Loss> LOSSES =
      new TreeMap<>(
          Map.of("simple", TrainingConfig.Loss.SIMPLE, "hybrid", TrainingConfig.Loss.HYBRID));

  private static final ValueOption<Integer> STEPS =
      new ValueOption<>("steps", "N", "total number of training steps", ValueOption.atLeast(1));

  private static final ValueOption<Integer> BATCH =
      new ValueOption<>(
          "batch",
          "N",
          "images per step. Default " + TrainingConfig.DEFAULT_BATCH_SIZE,
          ValueOption.within(Bound.TRAINING_BATCH));

  private static final ValueOption<Double> RATE =
      new ValueOption<>(
          "learning-rate",
          "X",
          "highest learning rate; it falls to 0 along a half cosine. Default "
              + Optimization.DEFAULT_LEARNING_RATE,
          ValueOption.realWithin(Bound.LEARNING_RATE));

  private static final ValueOption<Integer> WARMUP =
      new ValueOption<>(
          "warmup",
          "N",
          "steps over which it rises from 0. Default " + Optimization.DEFAULT_WARMUP_STEPS,
          ValueOption.atLeast(0));

  private static final ValueOption<Double> CLIP =
      new ValueOption<>(
          "clip",
          "X",
          "largest norm of the gradient. Default " + Optimization.DEFAULT_LARGEST_NORM,
          ValueOption.realWithin(Bound.GRADIENT_NORM));

  private static final ValueOption<Double> AVERAGE =
      new ValueOption<>(
          "average",
          "X",
          "decay of the averaged weights, which the model keeps. Default "
              + Optimization.DEFAULT_AVERAGING,
          Numbers::real);

  private static final ValueOption<TimestepSampling> FOCUS =
      new ValueOption<>(
          "focus",
          "T:SHARE",
          "draw timesteps below T for this share of the images, and any for the others: more of the"
              + " network for the noise levels a purifier uses, less for samples from pure"
              + " noise. By default any for all",
          TrainingOptions::focus);

  private static final ValueOption<TrainingConfig.Loss> LOSS =
      ValueOption.choice(
          "loss", "L", "simple (default): noise only; hybrid: also a learned variance", LOSSES);

  private static final ValueOption<Long> SEED =
      new ValueOption<>("seed", "N", "seed of all random choices. Default 0", Numbers::whole);

  private TrainingOptions() {}

  public static Options add(Options options) {
    return options
        .addOption(STEPS.required())
        .addOption(BATCH.optional())
        .addOption(RATE.optional())
        .addOption(WARMUP.optional())
        .addOption(CLIP.optional())
        .addOption(AVERAGE.optional())
        .addOption(FOCUS.optional())
        .addOption(LOSS.optional())
        .addOption(flag(FLIP, "mirror images left to right at random"))
        .addOption(SEED.optional());
  }

  /** Reads them. */
  public static TrainingConfig read(Arguments arguments) {
    try {
      TrainingConfig usual = TrainingConfig.of(STEPS.require(arguments));
      Optimization optimization = usual.optimization();
      return new TrainingConfig(
          usual.steps(),
          BATCH.read(arguments).orElse(usual.batchSize()),
          FOCUS.read(arguments).orElse(usual.timesteps()),
          new Optimization(
              RATE.read(arguments).orElse(optimization.learningRate()),
              WARMUP.read(arguments).orElse(optimization.warmupSteps()),
              CLIP.read(arguments).orElse(optimization.largestNorm()),
              AVERAGE.read(arguments).orElse(optimization.averaging())),
          LOSS.read(arguments).orElse(usual.loss()),
          arguments.has(FLIP) ? TrainingConfig.Flips.HORIZONTAL : usual.flips(),
          SEED.read(arguments).orElse(usual.seed()));
    } catch (IllegalArgumentException e) {
      throw new UsageException("training: " + e.getMessage(), e);
    }
  }

  /**
   * Says in which options two trainings differ, such as {@code --steps: 3 there, 5 here}.
   *
   * @return empty if in none
   */
  public static String differences(TrainingConfig there, TrainingConfig here) {
    Map<String, String> before = values(there);
    Map<String, String> now = values(here);
    return now.entrySet().stream()
        .filter(value -> !value.getValue().equals(before.get(value.getKey())))
        .map(
            value ->
                "--"
                    + value.getKey()
                    + ": "
                    + before.get(value.getKey())
                    + " there, "
                    + value.getValue()
                    + " here")
        .collect(Collectors.joining("; "));
  }

  private static Map<String, String> values(TrainingConfig config) {
    Optimization optimization = config.optimization();
    TimestepSampling focus = config.timesteps();
    Map<String, String> values = new LinkedHashMap<>();
    values.put(STEPS.name(), String.valueOf(config.steps()));
    values.put(BATCH.name(), String.valueOf(config.batchSize()));
    values.put(RATE.name(), Spelling.text(optimization.learningRate()));
    values.put(WARMUP.name(), String.valueOf(optimization.warmupSteps()));
    values.put(CLIP.name(), Spelling.text(optimization.largestNorm()));
    values.put(AVERAGE.name(), Spelling.text(optimization.averaging()));
    values.put(
        FOCUS.name(),
        focus.share() == 0 ? "none" : focus.below() + ":" + Spelling.text(focus.share()));
    values.put(LOSS.name(), config.loss().name().toLowerCase(Locale.ROOT));
    values.put(FLIP, config.flips() == TrainingConfig.Flips.NONE ? "not" : "given");
    values.put(SEED.name(), String.valueOf(config.seed()));
    return values;
  }

  /**
   * Refuses a focus on all timesteps.
   *
   * @param timesteps of the model's schedule
   * @throws UsageException if it is on as many as there are, or more
   */
  public static void requireFocusWithin(Arguments arguments, int timesteps) {
    Optional<TimestepSampling> focus = FOCUS.read(arguments);
    if (focus.isPresent() && focus.get().below() >= timesteps) {
      throw new UsageException(
          "--"
              + FOCUS.name()
              + ": got "
              + arguments.text(FOCUS.name()).orElse("")
              + ", must be below the "
              + timesteps
              + " timesteps of the schedule (it changes nothing otherwise)");
    }
  }

  private static TimestepSampling focus(String place, String text) {
    String[] parts = text.split(":", -1);
    if (parts.length != 2) {
      throw new UsageException(place + ": got " + text + ", must be T:SHARE, such as 1400:0.8");
    }
    int below = Numbers.count(place, parts[0], 1);
    double share = Numbers.real(place, parts[1]);
    if (share == 0) {
      throw new UsageException(
          place + ": got " + text + ", which draws any for all, must be left out for that");
    }
    try {
      return new TimestepSampling(below, share);
    } catch (IllegalArgumentException e) {
      throw new UsageException("training: " + e.getMessage(), e);
    }
  }
}
