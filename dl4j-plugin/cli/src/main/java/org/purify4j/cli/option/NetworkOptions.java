package org.purify4j.cli.option;

import static org.purify4j.cli.shell.GlobalOptions.flag;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.purify4j.cli.shell.Arguments;
import org.purify4j.cli.shell.UsageException;
import org.purify4j.diffusion.catalogue.Bound;
import org.purify4j.diffusion.model.ModelDescription;
import org.purify4j.diffusion.model.Prediction;
import org.purify4j.diffusion.model.Program;
import org.purify4j.diffusion.model.Provenance;
import org.purify4j.diffusion.model.TimeUnit;
import org.purify4j.diffusion.network.Op;
import org.purify4j.diffusion.schedule.CosineAlphaBar;
import org.purify4j.diffusion.schedule.LinearBetas;
import org.purify4j.diffusion.schedule.ScheduleSpec;
import org.purify4j.diffusion.schedule.VarianceType;
import org.purify4j.diffusion.train.TrainingConfig;
import org.purify4j.diffusion.unet.AdmUNet;
import org.purify4j.diffusion.unet.Heads;
import org.purify4j.diffusion.unet.TimeInjection;

/** The options that describe a new network: one of improved-diffusion's family. */
public final class NetworkOptions {
  private static final String VARIANCE = "learn-variance";

  private static final int DEFAULT_SIZE = 32;
  private static final int DEFAULT_WIDTH = 32;
  private static final List<Integer> DEFAULT_MULTIPLIERS = List.of(1, 2, 2, 2);
  private static final int DEFAULT_BLOCKS = 2;
  private static final int DEFAULT_HEADS = 4;
  private static final int DEFAULT_TIMESTEPS = 4000;
  private static final Map<String, IntFunction<ScheduleSpec>> SCHEDULES =
      new TreeMap<>(Map.of("cosine", CosineAlphaBar::new, "linear", LinearBetas::of));

  private static final ValueOption<Integer> SIZE =
      new ValueOption<>(
          "image-size",
          "N",
          "height and width of the images. Default " + DEFAULT_SIZE,
          ValueOption.within(Bound.IMAGE_SIDE));

  private static final ValueOption<Integer> CHANNELS =
      new ValueOption<>(
          "image-channels",
          "N",
          "their channels: 3, or 1 for grey, which is MNIST's default",
          ValueOption.atLeast(1));

  private static final ValueOption<Integer> WIDTH =
      new ValueOption<>(
          "channels",
          "N",
          "channels at full resolution, 32 or more. Default " + DEFAULT_WIDTH,
          ValueOption.within(Bound.CHANNELS));

  private static final ValueOption<Integer> MULTIPLIERS =
      new ValueOption<>(
          "mult",
          "M[,M]",
          "multiples of that at each resolution, which halves every time. Default 1,2,2,2",
          ValueOption.within(Bound.MULTIPLE));

  private static final ValueOption<Integer> BLOCKS =
      new ValueOption<>(
          "blocks",
          "N",
          "residual blocks at each resolution. Default " + DEFAULT_BLOCKS,
          ValueOption.within(Bound.BLOCKS));

  private static final ValueOption<Integer> ATTENTION =
      new ValueOption<>(
          "attention",
          "F[,F]",
          "attention where the image is F times smaller, such as 4,8; the middle always has"
              + " it",
          ValueOption.atLeast(1));

  private static final ValueOption<Integer> HEADS =
      new ValueOption<>(
          "heads",
          "N",
          "attention heads. Default " + DEFAULT_HEADS,
          ValueOption.within(Bound.HEADS));

  private static final ValueOption<Integer> CLASSES =
      new ValueOption<>(
          "classes",
          "N",
          "classes that the network is conditional on. Default none",
          ValueOption.within(Bound.CLASSES));

  private static final ValueOption<IntFunction<ScheduleSpec>> SCHEDULE =
      ValueOption.choice("schedule", "S", "noise schedule: cosine (default) or linear", SCHEDULES);

  private static final ValueOption<Integer> TIMESTEPS =
      new ValueOption<>(
          "timesteps", "N", "its length. Default " + DEFAULT_TIMESTEPS, ValueOption.atLeast(2));

  private NetworkOptions() {}

  public static Options add(Options options) {
    return options
        .addOption(SIZE.optional())
        .addOption(CHANNELS.optional())
        .addOption(WIDTH.optional())
        .addOption(MULTIPLIERS.optional())
        .addOption(BLOCKS.optional())
        .addOption(ATTENTION.optional())
        .addOption(HEADS.optional())
        .addOption(CLASSES.optional())
        .addOption(flag(VARIANCE, "the network also predicts the variance; needs --loss hybrid"))
        .addOption(SCHEDULE.optional())
        .addOption(TIMESTEPS.optional());
  }

  /**
   * Refuses to make a network conditional on classes that the images do not have.
   *
   * @throws UsageException if it would be
   */
  public static void requireLabels(Arguments arguments, TrainingData data) {
    if (CLASSES.read(arguments).orElse(0) > 0 && !data.labelled()) {
      throw new UsageException(
          "--" + CLASSES.name() + ": " + data.text() + " has no labels (mnist:IMAGES,LABELS has)");
    }
  }

  /**
   * Refuses a predicted variance that nothing trains.
   *
   * @throws UsageException if it would not be trained
   */
  public static void requireLoss(Arguments arguments, TrainingConfig config) {
    if (arguments.has(VARIANCE) && config.loss() != TrainingConfig.Loss.HYBRID) {
      throw new UsageException(
          "--" + VARIANCE + ": changes nothing without --loss hybrid, which trains the variance");
    }
  }

  /** Refuses options that an existing model already decides. */
  public static void refuse(Arguments arguments) {
    for (Option option : add(new Options()).getOptions()) {
      if (arguments.has(option.getLongOpt())) {
        throw new UsageException(
            "--" + option.getLongOpt() + ": for a new network only, --model names an existing one");
      }
    }
  }

  /**
   * Describes the network.
   *
   * @param usualChannels of the images, unless an option says otherwise
   * @throws UsageException if the options do not fit together
   */
  public static ModelDescription read(Arguments arguments, int usualChannels) {
    int size = SIZE.read(arguments).orElse(DEFAULT_SIZE);
    int channels = CHANNELS.read(arguments).orElse(usualChannels);
    boolean learned = arguments.has(VARIANCE);
    try {
      int width = WIDTH.read(arguments).orElse(DEFAULT_WIDTH);
      List<Integer> multipliers =
          MULTIPLIERS.isIn(arguments) ? MULTIPLIERS.readAll(arguments) : DEFAULT_MULTIPLIERS;
      AdmUNet network =
          new AdmUNet(
              channels,
              width,
              learned ? 2 * channels : channels,
              multipliers.stream().map(m -> m * width).toList(),
              BLOCKS.read(arguments).orElse(DEFAULT_BLOCKS),
              List.copyOf(ATTENTION.readDistinct(arguments).values()),
              new Heads.Count(HEADS.read(arguments).orElse(DEFAULT_HEADS)),
              Op.Attention.Layout.HEADS_FIRST,
              TimeInjection.SCALE_SHIFT,
              AdmUNet.Resampling.CONVOLUTION,
              CLASSES.read(arguments).orElse(0));
      network.describe(size, size);
      return new ModelDescription(
          network,
          SCHEDULE
              .read(arguments)
              .orElse(CosineAlphaBar::new)
              .apply(TIMESTEPS.read(arguments).orElse(DEFAULT_TIMESTEPS)),
          Prediction.NOISE,
          learned ? VarianceType.LEARNED_RANGE : VarianceType.FIXED_SMALL,
          TimeUnit.STEPS,
          size,
          new Provenance("train-diffusion", "", Program.nameAndVersion(), Map.of()));
    } catch (IllegalArgumentException e) {
      throw new UsageException("network: " + e.getMessage(), e);
    }
  }
}
