package org.purify4j.cli.option;

import static org.purify4j.cli.shell.GlobalOptions.flag;
import static org.purify4j.cli.shell.GlobalOptions.required;
import static org.purify4j.cli.shell.GlobalOptions.value;

import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.cli.Options;
import org.purify4j.cli.shell.Arguments;
import org.purify4j.cli.shell.Numbers;
import org.purify4j.cli.shell.UsageException;
import org.purify4j.diffusion.train.Optimization;
import org.purify4j.diffusion.train.TimestepSampling;
import org.purify4j.diffusion.train.TrainingConfig;

/** The options that say how a network is trained. */
public final class TrainingOptions {
  private static final String STEPS = "steps";
  private static final String BATCH = "batch";
  private static final String RATE = "learning-rate";
  private static final String WARMUP = "warmup";
  private static final String CLIP = "clip";
  private static final String AVERAGE = "average";
  private static final String FOCUS = "focus";
  private static final String LOSS = "loss";
  private static final String FLIP = "flip";
  private static final String SEED = "seed";
  private static final Map<String, TrainingConfig.Loss> LOSSES =
      new TreeMap<>(
          Map.of("simple", TrainingConfig.Loss.SIMPLE, "hybrid", TrainingConfig.Loss.HYBRID));

  private TrainingOptions() {}

  public static Options add(Options options) {
    return options
        .addOption(required(STEPS, "N", "total number of training steps"))
        .addOption(
            value(BATCH, "N", "images per step. Default " + TrainingConfig.DEFAULT_BATCH_SIZE))
        .addOption(
            value(
                RATE,
                "X",
                "highest learning rate; it falls to 0 along a half cosine. Default "
                    + Optimization.DEFAULT_LEARNING_RATE))
        .addOption(
            value(
                WARMUP,
                "N",
                "steps over which it rises from 0. Default " + Optimization.DEFAULT_WARMUP_STEPS))
        .addOption(
            value(
                CLIP,
                "X",
                "largest norm of the gradient. Default " + Optimization.DEFAULT_LARGEST_NORM))
        .addOption(
            value(
                AVERAGE,
                "X",
                "decay of the averaged weights, which the model keeps. Default "
                    + Optimization.DEFAULT_AVERAGING))
        .addOption(
            value(
                FOCUS,
                "T:SHARE",
                "draw timesteps below T for this share of the images, and any for the others: more of the"
                    + " network for the noise levels a purifier uses, less for samples from pure"
                    + " noise. By default any for all"))
        .addOption(
            value(LOSS, "L", "simple (default): noise only; hybrid: also a learned variance"))
        .addOption(flag(FLIP, "mirror images left to right at random"))
        .addOption(value(SEED, "N", "seed of all random choices. Default 0"));
  }

  /** Reads them. */
  public static TrainingConfig read(Arguments arguments) {
    try {
      TrainingConfig usual = TrainingConfig.of(arguments.whole(STEPS, 1).orElseThrow());
      Optimization optimization = usual.optimization();
      return new TrainingConfig(
          usual.steps(),
          arguments.whole(BATCH, 1).orElse(usual.batchSize()),
          arguments.text(FOCUS).map(TrainingOptions::focus).orElse(usual.timesteps()),
          new Optimization(
              arguments.real(RATE).orElse(optimization.learningRate()),
              arguments.whole(WARMUP, 0).orElse(optimization.warmupSteps()),
              arguments.real(CLIP).orElse(optimization.largestNorm()),
              arguments.real(AVERAGE).orElse(optimization.averaging())),
          arguments.choice(LOSS, LOSSES).orElse(usual.loss()),
          arguments.has(FLIP) ? TrainingConfig.Flips.HORIZONTAL : usual.flips(),
          arguments.longNumber(SEED).orElse(usual.seed()));
    } catch (IllegalArgumentException e) {
      throw new UsageException("training: " + e.getMessage(), e);
    }
  }

  private static TimestepSampling focus(String text) {
    String[] parts = text.split(":", -1);
    if (parts.length != 2) {
      throw new UsageException(
          "--" + FOCUS + ": got " + text + ", must be T:SHARE, such as 1400:0.8");
    }
    return new TimestepSampling(
        Numbers.count("--" + FOCUS, parts[0], 1), Numbers.real("--" + FOCUS, parts[1]));
  }
}
