package org.purify4j.cli.option;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
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
import org.purify4j.diffusion.catalogue.Bound;
import org.purify4j.diffusion.chain.Preset;
import org.purify4j.diffusion.chain.PurifierConfig;
import org.purify4j.diffusion.guidance.EnergyTerms;
import org.purify4j.diffusion.guidance.Guidance;
import org.purify4j.diffusion.guidance.GuidanceScale;
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
          "images worked on at once, at most "
              + Bound.BATCH_SIZE.most()
              + "; no result depends on it",
          ValueOption.within(Bound.BATCH_SIZE));

  private PurifierOptions() {}

  /** The options of a command that purifies in batches. */
  public static Options add(Options options) {
    addWithoutBatch(options);
    return options.addOption(BATCH.optional());
  }

  /** The options of a command that purifies images one by one. */
  public static Options addWithoutBatch(Options options) {
    options.addOption(PRESET.optional());
    PurifierSettings.ALL.forEach(setting -> options.addOption(setting.option().optional()));
    return options.addOption(GUIDANCE.optional()).addOption(SEED.optional());
  }

  /** The options of a command that varies the purifier itself: guidance, seed and batch. */
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
    GUIDANCE
        .distinct(arguments.texts(GUIDANCE.name()))
        .forEach((text, value) -> guidances.put(value.unguided() ? UNGUIDED : text, value));
    return guidances;
  }

  /** Whether a seed is given. */
  public static boolean seeded(Arguments arguments) {
    return SEED.isIn(arguments);
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
    requireDifferent(configs);
    PurifierSettings.refuseUnused(arguments, configs.values());
    return configs;
  }

  /** Options may turn different presets into the same purifier. */
  private static void requireDifferent(Map<String, PurifierConfig> configs) {
    Map<PurifierConfig, String> known = new HashMap<>();
    configs.forEach(
        (name, config) -> {
          String before = known.putIfAbsent(config, name);
          if (before != null) {
            throw new UsageException(
                "purifiers: got '"
                    + before
                    + "' and '"
                    + name
                    + "', which are the same, must be different ones");
          }
        });
  }

  private static Map<String, PurifierConfig> bases(Arguments arguments) {
    Map<String, PurifierConfig> bases = new LinkedHashMap<>();
    PRESET
        .readDistinct(arguments)
        .values()
        .forEach(preset -> bases.put(preset.text(), preset.config()));
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

  private static boolean acts(Guidance guidance) {
    boolean off =
        guidance.scale() instanceof GuidanceScale.Constant constant && constant.scale() == 0
            || guidance.scale() instanceof GuidanceScale.Gdmp gdmp && gdmp.scale() == 0;
    return !off && guidance.terms().stream().anyMatch(term -> term.weight() > 0);
  }

  private static Guidance guidance(String place, String text) {
    try {
      Guidance guidance = Guidance.parse(text);
      if (!guidance.unguided() && !acts(guidance)) {
        throw new IllegalArgumentException("has no weight, must be none where nothing guides");
      }
      return guidance;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(place + " " + text + ": " + e.getMessage(), e);
    }
  }
}
