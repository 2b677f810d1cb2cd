package org.purify4j.cli.option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.purify4j.cli.shell.Arguments;
import org.purify4j.cli.shell.UsageException;
import org.purify4j.diffusion.archive.InputFile;
import org.purify4j.diffusion.catalogue.Spelling;
import org.purify4j.importers.ImportOptions;
import org.purify4j.importers.Importers;
import org.purify4j.importers.checkpoint.Averages;
import org.purify4j.importers.family.FamilyImporter;

/** What a user says about a checkpoint beside the file itself. */
public final class CheckpointOptions {
  private static final ValueOption<String> FAMILY =
      ValueOption.word(
          "family", "F", "the family of the network; recognised if not given: " + families());

  private static final ValueOption<Averages> EMA =
      ValueOption.choice(
          "ema",
          "on|off",
          "whether averaged weights are taken where the file holds raw and averaged ones;"
              + " default on",
          new TreeMap<>(Map.of("on", Averages.PREFERRED, "off", Averages.IGNORED)));

  private static final ValueOption<String> SHA256 =
      ValueOption.word(
          "sha256", "HEX", "what the file's SHA-256 must be; any other file is refused");

  private static final ValueOption<Path> CONFIG =
      ValueOption.path(
          "config",
          "FILE",
          "JSON file of a diffusion model's hyper-parameters; if not given, the one of the"
              + " checkpoint's name beside it, if there is one");

  private static final ValueOption<String> SCHEDULE =
      ValueOption.choice(
          "schedule",
          "S",
          "noise schedule of a diffusion model: linear or cosine",
          new TreeMap<>(Map.of("linear", "linear", "cosine", "cosine")));

  private static final ValueOption<Integer> TIMESTEPS =
      new ValueOption<>("timesteps", "N", "length of its schedule", ValueOption.atLeast(1));

  private static final ValueOption<Integer> HEADS =
      new ValueOption<>("heads", "N", "its attention heads", ValueOption.atLeast(1));

  private static final ValueOption<Integer> HEAD_CHANNELS =
      new ValueOption<>(
          "head-channels", "N", "channels of each of its attention heads", ValueOption.atLeast(1));

  private static final ValueOption<Integer> IMAGE_SIZE =
      new ValueOption<>(
          "image-size", "N", "height and width of the images, in pixels", ValueOption.atLeast(1));

  private static final ValueOption<Map.Entry<String, Object>> SET =
      new ValueOption<>(
          "set",
          "NAME=VALUE",
          "any hyper-parameter under its authors' name, such as rescale_timesteps=true; may"
              + " be given several times",
          CheckpointOptions::pair);

  private static final List<ValueOption<?>> OF_DIFFUSION =
      List.of(CONFIG, SCHEDULE, TIMESTEPS, HEADS, HEAD_CHANNELS, SET);

  private CheckpointOptions() {}

  public static Options add(Options options) {
    return options
        .addOption(FAMILY.optional())
        .addOption(EMA.optional())
        .addOption(SHA256.optional())
        .addOption(CONFIG.optional())
        .addOption(SCHEDULE.optional())
        .addOption(TIMESTEPS.optional())
        .addOption(HEADS.optional())
        .addOption(HEAD_CHANNELS.optional())
        .addOption(IMAGE_SIZE.optional())
        .addOption(SET.optional());
  }

  private static String families() {
    return Spelling.alternatives(
        Importers.families().stream().map(FamilyImporter::family).toList());
  }

  /**
   * Reads them.
   *
   * @throws UsageException for a value that is none
   */
  public static ImportOptions read(Arguments arguments) throws IOException {
    ImportOptions options = ImportOptions.none();
    options = FAMILY.change(arguments, options, ImportOptions::withFamily);
    options = EMA.change(arguments, options, ImportOptions::withAverages);
    options = SHA256.change(arguments, options, CheckpointOptions::pinned);
    Optional<Path> config = CONFIG.read(arguments);
    if (config.isPresent()) {
      InputFile.require(config.get(), "a JSON file");
      options = options.withConfig(config.get());
    }
    options = SCHEDULE.change(arguments, options, ImportOptions::withSchedule);
    options = TIMESTEPS.change(arguments, options, ImportOptions::withTimesteps);
    options = HEADS.change(arguments, options, ImportOptions::withHeads);
    options = HEAD_CHANNELS.change(arguments, options, ImportOptions::withHeadChannels);
    options = IMAGE_SIZE.change(arguments, options, ImportOptions::withImageSize);
    Set<String> known = new HashSet<>();
    for (String text : arguments.texts(SET.name())) {
      Map.Entry<String, Object> pair = SET.parse(text);
      if (!known.add(pair.getKey())) {
        throw new UsageException(
            "--" + SET.name() + ": got " + pair.getKey() + " twice, must name each once");
      }
      options = options.with(pair.getKey(), pair.getValue());
    }
    return options;
  }

  private static ImportOptions pinned(ImportOptions options, String sha256) {
    try {
      return options.withSha256(sha256);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--" + e.getMessage(), e);
    }
  }

  private static Map.Entry<String, Object> pair(String place, String text) {
    int equals = text.indexOf('=');
    if (equals < 1) {
      throw new UsageException(place + ": got " + text + ", must be NAME=VALUE");
    }
    return Map.entry(text.substring(0, equals), typed(text.substring(equals + 1)));
  }

  private static Object typed(String value) {
    if (value.equals("true") || value.equals("false")) {
      return Boolean.valueOf(value);
    }
    return value.matches("-?\\d{1,9}") ? (Object) Integer.valueOf(value) : value;
  }

  /** Refuses all of them where there is no checkpoint. */
  public static void refuseAll(Arguments arguments, String why) {
    for (Option option : add(new Options()).getOptions()) {
      if (arguments.has(option.getLongOpt())) {
        throw new UsageException("--" + option.getLongOpt() + ": " + why + ", must be left out");
      }
    }
  }

  /** Refuses what says nothing about a classifier. */
  public static void refuseDiffusionOptions(Arguments arguments) {
    for (ValueOption<?> option : OF_DIFFUSION) {
      if (option.isIn(arguments)) {
        throw new UsageException(
            "--" + option.name() + ": is for diffusion models, this is a classifier");
      }
    }
  }
}
