package org.purify4j.cli.option;

import static org.purify4j.cli.shell.GlobalOptions.value;

import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.commons.cli.Options;
import org.purify4j.cli.shell.Arguments;
import org.purify4j.cli.shell.UsageException;
import org.purify4j.diffusion.catalogue.Spelling;
import org.purify4j.importers.ImportOptions;
import org.purify4j.importers.Importers;
import org.purify4j.importers.checkpoint.Averages;
import org.purify4j.importers.family.FamilyImporter;

/** What a user says about a checkpoint beside the file itself. */
public final class CheckpointOptions {
  public static final String NORMALIZATION = "normalization";

  private static final String FAMILY = "family";
  private static final String EMA = "ema";
  private static final String SHA256 = "sha256";
  private static final String CONFIG = "config";
  private static final String SCHEDULE = "schedule";
  private static final String TIMESTEPS = "timesteps";
  private static final String HEADS = "heads";
  private static final String HEAD_CHANNELS = "head-channels";
  private static final String IMAGE_SIZE = "image-size";
  private static final String SET = "set";
  private static final List<String> OF_DIFFUSION =
      List.of(CONFIG, SCHEDULE, TIMESTEPS, HEADS, HEAD_CHANNELS, SET);

  private CheckpointOptions() {}

  public static Options add(Options options) {
    return options
        .addOption(
            value(FAMILY, "F", "the family of the network; recognised if not given: " + families()))
        .addOption(
            value(
                EMA,
                "on|off",
                "whether averaged weights are taken where the file holds raw and averaged ones;"
                    + " default on"))
        .addOption(
            value(SHA256, "HEX", "what the file's SHA-256 must be; any other file is refused"))
        .addOption(
            value(
                CONFIG,
                "FILE",
                "JSON file of a diffusion model's hyper-parameters; if not given, the one of the"
                    + " checkpoint's name beside it, if there is one"))
        .addOption(value(SCHEDULE, "S", "noise schedule of a diffusion model: linear or cosine"))
        .addOption(value(TIMESTEPS, "N", "length of its schedule"))
        .addOption(value(HEADS, "N", "its attention heads"))
        .addOption(value(HEAD_CHANNELS, "N", "channels of each of its attention heads"))
        .addOption(value(IMAGE_SIZE, "N", "height and width of the images, in pixels"))
        .addOption(
            value(
                SET,
                "NAME=VALUE",
                "any hyper-parameter under its authors' name, such as rescale_timesteps=true; may"
                    + " be given several times"));
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
  public static ImportOptions read(Arguments arguments) throws NoSuchFileException {
    ImportOptions options = ImportOptions.none();
    Optional<String> family = arguments.text(FAMILY);
    if (family.isPresent()) {
      options = options.withFamily(family.get());
    }
    Optional<Averages> averages =
        arguments.choice(
            EMA, new TreeMap<>(Map.of("on", Averages.PREFERRED, "off", Averages.IGNORED)));
    if (averages.isPresent()) {
      options = options.withAverages(averages.get());
    }
    Optional<String> sha256 = arguments.text(SHA256);
    if (sha256.isPresent()) {
      options = pinned(options, sha256.get());
    }
    Optional<Path> config = arguments.path(CONFIG, Arguments.Missing.ALLOWED);
    if (config.isPresent()) {
      if (!Files.isRegularFile(config.get())) {
        throw new NoSuchFileException(config.get().toString());
      }
      options = options.withConfig(config.get());
    }
    Map<String, String> schedules = Map.of("linear", "linear", "cosine", "cosine");
    Optional<String> schedule = arguments.choice(SCHEDULE, new TreeMap<>(schedules));
    if (schedule.isPresent()) {
      options = options.withSchedule(schedule.get());
    }
    return numbers(arguments, options);
  }

  private static ImportOptions pinned(ImportOptions options, String sha256) {
    try {
      return options.withSha256(sha256);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--" + e.getMessage(), e);
    }
  }

  private static ImportOptions numbers(Arguments arguments, ImportOptions said) {
    ImportOptions options = said;
    Optional<Integer> timesteps = arguments.whole(TIMESTEPS, 1);
    if (timesteps.isPresent()) {
      options = options.withTimesteps(timesteps.get());
    }
    Optional<Integer> heads = arguments.whole(HEADS, 1);
    if (heads.isPresent()) {
      options = options.withHeads(heads.get());
    }
    Optional<Integer> headChannels = arguments.whole(HEAD_CHANNELS, 1);
    if (headChannels.isPresent()) {
      options = options.withHeadChannels(headChannels.get());
    }
    Optional<Integer> size = arguments.whole(IMAGE_SIZE, 1);
    if (size.isPresent()) {
      options = options.withImageSize(size.get());
    }
    for (String pair : arguments.texts(SET)) {
      int equals = pair.indexOf('=');
      if (equals < 1) {
        throw new UsageException("--" + SET + ": got " + pair + ", must be NAME=VALUE");
      }
      options = options.with(pair.substring(0, equals), typed(pair.substring(equals + 1)));
    }
    return options;
  }

  private static Object typed(String value) {
    if (value.equals("true") || value.equals("false")) {
      return Boolean.valueOf(value);
    }
    return value.matches("-?\\d{1,9}") ? (Object) Integer.valueOf(value) : value;
  }

  /** Refuses what says nothing about a classifier. */
  public static void refuseDiffusionOptions(Arguments arguments) {
    for (String option : OF_DIFFUSION) {
      if (arguments.has(option)) {
        throw new UsageException("--" + option + ": is for diffusion models, this is a classifier");
      }
    }
  }
}
