package org.purify4j.cli.option;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.cli.Options;
import org.purify4j.cli.option.PurifierSetting.Change;
import org.purify4j.cli.shell.Arguments;
import org.purify4j.cli.shell.Numbers;
import org.purify4j.cli.shell.UsageException;
import org.purify4j.diffusion.chain.Preset;
import org.purify4j.diffusion.chain.PurifierConfig;
import org.purify4j.diffusion.guidance.EnergyTerms;
import org.purify4j.diffusion.guidance.Guidance;
import org.purify4j.diffusion.guidance.GuidanceScales;
import org.purify4j.diffusion.guidance.OutputReferences;
import org.purify4j.diffusion.model.DiffusionModel;

/** The options that settle a purifier: presets, and what is changed in them. */
public final class PurifierOptions {
  /** What is purified with if neither a preset nor a noise level is given. */
  private static final Preset DEFAULT_PRESET = Preset.FAST;

  /** The seed of what is measured, so that it can be repeated; any would do. */
  private static final long DEFAULT_SEED = 0;

  private static final String UNGUIDED = "unguided";
  private static final Map<String, Preset> PRESETS = presets();

  private static final ValueOption<Preset> PRESET =
      ValueOption.choice(
          "preset",
          "P[,P]",
          "settings with a name: "
              + String.join(", ", PRESETS.keySet())
              + "; default "
              + DEFAULT_PRESET.text()
              + ", unless a noise level is given",
          PRESETS);

  private static final ValueOption<Guidance> GUIDANCE =
      new ValueOption<>(
          "guidance",
          "SPEC",
          "none, or terms joined by +, each of them one of\n"
              + ValueOption.lines(EnergyTerms.ALL)
              + "where REFERENCE is one of\n"
              + ValueOption.lines(OutputReferences.ALL)
              + "and, at the end of all, @ and a scale, if it is not 1:\n"
              + ValueOption.lines(GuidanceScales.ALL)
              + "May be given several times",
          PurifierOptions::guidance);

  private static final ValueOption<Long> SEED =
      new ValueOption<>("seed", "S", "seed of all noise; default " + DEFAULT_SEED, Numbers::whole);

  private static final ValueOption<Integer> BATCH =
      new ValueOption<>(
          "batch",
          "B",
          "images worked on at once; no result depends on it",
          ValueOption.atLeast(1));

  private PurifierOptions() {}

  public static Options add(Options options) {
    options.addOption(PRESET.optional());
    PurifierSettings.ALL.forEach(setting -> options.addOption(setting.option().optional()));
    return addShared(options);
  }

  /** The options of every command that purifies, whatever it varies: guidance, seed and batch. */
  public static Options addShared(Options options) {
    return options
        .addOption(GUIDANCE.optional())
        .addOption(SEED.optional())
        .addOption(BATCH.optional());
  }

  /** The first option that settles a purifier, if there is one. */
  public static Optional<String> given(Arguments arguments) {
    Stream<ValueOption<?>> settings = PurifierSettings.ALL.stream().map(PurifierSetting::option);
    return Stream.concat(Stream.concat(Stream.of(PRESET), settings), Stream.of(GUIDANCE))
        .map(ValueOption::name)
        .filter(arguments::has)
        .findFirst();
  }

  /**
   * Refuses options about votes where nothing votes.
   *
   * @param why what the message says of them
   */
  public static void refuseVotes(Arguments arguments, String why) {
    refuse(PurifierSettings.OF_VOTES, arguments, why);
  }

  /** Refuses options about how votes are counted, where they are not. */
  public static void refuseVoting(Arguments arguments, String why) {
    refuse(PurifierSettings.OF_VOTING, arguments, why);
  }

  private static void refuse(List<PurifierSetting<?>> settings, Arguments arguments, String why) {
    for (PurifierSetting<?> setting : settings) {
      if (setting.option().isIn(arguments)) {
        throw new UsageException("--" + setting.option().name() + ": " + why);
      }
    }
  }

  /**
   * Holds the noise levels and steps that were asked for against the schedule of a model.
   *
   * @param configs what {@link #read} gave
   * @param model file of the diffusion model
   * @throws UsageException if the schedule does not have them
   */
  public static void requireSchedule(
      Arguments arguments, Map<String, PurifierConfig> configs, Path model) {
    try (DiffusionModel opened = DiffusionModel.load(model)) {
      configs.values().forEach(c -> ScheduleFit.require(arguments, c, opened.schedule()));
    }
  }

  /** The guidances that are asked for, by name; empty where none is given. */
  static Map<String, Guidance> guidances(Arguments arguments) {
    Map<String, Guidance> guidances = new LinkedHashMap<>();
    for (String text : arguments.texts(GUIDANCE.name())) {
      Guidance guidance = GUIDANCE.parse(text);
      guidances.put(guidance.unguided() ? UNGUIDED : text, guidance);
    }
    return guidances;
  }

  public static long seed(Arguments arguments) {
    return SEED.read(arguments).orElse(DEFAULT_SEED);
  }

  public static int batch(Arguments arguments, int standard) {
    return BATCH.read(arguments).orElse(standard);
  }

  /**
   * Every purifier that is asked for, by name: each preset with each guidance, changed as the other
   * options say.
   */
  public static Map<String, PurifierConfig> read(Arguments arguments, int batch) {
    List<Change> changes = PurifierSettings.changes(arguments);
    String changed = changes.stream().map(Change::name).collect(Collectors.joining(" "));
    Map<String, Guidance> guidances = guidances(arguments);
    Map<String, PurifierConfig> configs = new LinkedHashMap<>();
    bases(arguments)
        .forEach(
            (preset, base) -> {
              PurifierConfig config = base.withSeed(seed(arguments)).withBatchSize(batch);
              for (Change change : changes) {
                config = change.step().apply(config);
              }
              String name = (preset + " " + changed).strip();
              if (guidances.isEmpty()) {
                configs.put(name, config);
              }
              for (Map.Entry<String, Guidance> guidance : guidances.entrySet()) {
                configs.put(
                    (name + " " + guidance.getKey()).strip(),
                    config.withGuidance(guidance.getValue()));
              }
            });
    return configs;
  }

  private static Map<String, PurifierConfig> bases(Arguments arguments) {
    Map<String, PurifierConfig> bases = new LinkedHashMap<>();
    PRESET.readAll(arguments).forEach(preset -> bases.put(preset.text(), preset.config()));
    if (bases.isEmpty()) {
      PurifierSettings.level(arguments)
          .ifPresentOrElse(
              level -> bases.put("", PurifierConfig.of(level)),
              () -> bases.put(DEFAULT_PRESET.text(), DEFAULT_PRESET.config()));
    }
    return bases;
  }

  private static Map<String, Preset> presets() {
    Map<String, Preset> presets = new LinkedHashMap<>();
    Arrays.stream(Preset.values()).forEach(preset -> presets.put(preset.text(), preset));
    return Collections.unmodifiableMap(presets);
  }

  private static Guidance guidance(String place, String text) {
    try {
      return Guidance.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(place + " " + text + ": " + e.getMessage(), e);
    }
  }
}
