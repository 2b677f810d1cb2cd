package org.purify4j.cli.option;

import static org.purify4j.cli.shell.GlobalOptions.flag;
import static org.purify4j.cli.shell.GlobalOptions.value;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.apache.commons.cli.Options;
import org.purify4j.cli.shell.Arguments;
import org.purify4j.cli.shell.UsageException;
import org.purify4j.cli.shell.Version;
import org.purify4j.diffusion.model.ModelDescription;
import org.purify4j.diffusion.model.Prediction;
import org.purify4j.diffusion.model.Provenance;
import org.purify4j.diffusion.model.TimeUnit;
import org.purify4j.diffusion.network.Op;
import org.purify4j.diffusion.schedule.CosineAlphaBar;
import org.purify4j.diffusion.schedule.LinearBetas;
import org.purify4j.diffusion.schedule.ScheduleSpec;
import org.purify4j.diffusion.schedule.VarianceType;
import org.purify4j.diffusion.unet.AdmUNet;
import org.purify4j.diffusion.unet.Heads;
import org.purify4j.diffusion.unet.TimeInjection;

/** The options that describe a new network: one of improved-diffusion's family. */
public final class NetworkOptions {
  private static final String SIZE = "image-size";
  private static final String CHANNELS = "image-channels";
  private static final String WIDTH = "channels";
  private static final String MULTIPLIERS = "mult";
  private static final String BLOCKS = "blocks";
  private static final String ATTENTION = "attention";
  private static final String HEADS = "heads";
  private static final String CLASSES = "classes";
  private static final String VARIANCE = "learn-variance";
  private static final String SCHEDULE = "schedule";
  private static final String TIMESTEPS = "timesteps";
  private static final List<String> ALL =
      List.of(
          SIZE,
          CHANNELS,
          WIDTH,
          MULTIPLIERS,
          BLOCKS,
          ATTENTION,
          HEADS,
          CLASSES,
          VARIANCE,
          SCHEDULE,
          TIMESTEPS);

  private static final int DEFAULT_SIZE = 32;
  private static final int DEFAULT_WIDTH = 32;
  private static final List<Integer> DEFAULT_MULTIPLIERS = List.of(1, 2, 2, 2);
  private static final int DEFAULT_BLOCKS = 2;
  private static final int DEFAULT_HEADS = 4;
  private static final int DEFAULT_TIMESTEPS = 4000;
  private static final Map<String, IntFunction<ScheduleSpec>> SCHEDULES =
      new TreeMap<>(Map.of("cosine", CosineAlphaBar::new, "linear", LinearBetas::of));

  private NetworkOptions() {}

  public static Options add(Options options) {
    return options
        .addOption(value(SIZE, "N", "height and width of the images. Default " + DEFAULT_SIZE))
        .addOption(
            value(CHANNELS, "N", "their channels: 3, or 1 for grey, which is MNIST's default"))
        .addOption(
            value(WIDTH, "N", "channels at full resolution, 32 or more. Default " + DEFAULT_WIDTH))
        .addOption(
            value(
                MULTIPLIERS,
                "M[,M]",
                "multiples of that at each resolution, which halves every time. Default 1,2,2,2"))
        .addOption(
            value(BLOCKS, "N", "residual blocks at each resolution. Default " + DEFAULT_BLOCKS))
        .addOption(
            value(
                ATTENTION,
                "F[,F]",
                "attention where the image is F times smaller, such as 4,8; the middle always has"
                    + " it"))
        .addOption(value(HEADS, "N", "attention heads. Default " + DEFAULT_HEADS))
        .addOption(value(CLASSES, "N", "classes that the network is conditional on. Default none"))
        .addOption(flag(VARIANCE, "the network also predicts the variance; needs --loss hybrid"))
        .addOption(value(SCHEDULE, "S", "noise schedule: cosine (default) or linear"))
        .addOption(value(TIMESTEPS, "N", "its length. Default " + DEFAULT_TIMESTEPS));
  }

  /** Refuses options that an existing model already decides. */
  public static void refuse(Arguments arguments) {
    for (String option : ALL) {
      if (arguments.has(option)) {
        throw new UsageException(
            "--" + option + ": for a new network only, --model names an existing one");
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
    int size = arguments.whole(SIZE, 1).orElse(DEFAULT_SIZE);
    int channels = arguments.whole(CHANNELS, 1).orElse(usualChannels);
    boolean learned = arguments.has(VARIANCE);
    try {
      int width = arguments.whole(WIDTH, 1).orElse(DEFAULT_WIDTH);
      List<Integer> multipliers =
          arguments.has(MULTIPLIERS) ? arguments.wholes(MULTIPLIERS, 1) : DEFAULT_MULTIPLIERS;
      AdmUNet network =
          new AdmUNet(
              channels,
              width,
              learned ? 2 * channels : channels,
              multipliers.stream().map(m -> m * width).toList(),
              arguments.whole(BLOCKS, 1).orElse(DEFAULT_BLOCKS),
              arguments.wholes(ATTENTION, 1),
              new Heads.Count(arguments.whole(HEADS, 1).orElse(DEFAULT_HEADS)),
              Op.Attention.Layout.HEADS_FIRST,
              TimeInjection.SCALE_SHIFT,
              AdmUNet.Resampling.CONVOLUTION,
              arguments.whole(CLASSES, 1).orElse(0));
      network.describe(size, size);
      return new ModelDescription(
          network,
          arguments
              .choice(SCHEDULE, SCHEDULES)
              .orElse(CosineAlphaBar::new)
              .apply(arguments.whole(TIMESTEPS, 2).orElse(DEFAULT_TIMESTEPS)),
          Prediction.NOISE,
          learned ? VarianceType.LEARNED_RANGE : VarianceType.FIXED_SMALL,
          TimeUnit.STEPS,
          size,
          new Provenance("train-diffusion", "", Version.program(), Map.of()));
    } catch (IllegalArgumentException e) {
      throw new UsageException("network: " + e.getMessage(), e);
    }
  }
}
