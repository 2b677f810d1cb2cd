package org.purify4j.cli.option;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.cli.Options;
import org.purify4j.cli.option.PurifierSetting.Change;
import org.purify4j.cli.shell.Arguments;
import org.purify4j.cli.shell.Numbers;
import org.purify4j.cli.shell.UsageException;
import org.purify4j.diffusion.catalogue.Spelling;
import org.purify4j.diffusion.chain.Preset;
import org.purify4j.diffusion.chain.PurifierConfig;
import org.purify4j.diffusion.guidance.EnergyTerms;
import org.purify4j.diffusion.guidance.Guidance;
import org.purify4j.diffusion.guidance.GuidanceScales;
import org.purify4j.diffusion.guidance.OutputReferences;
import org.purify4j.diffusion.sampler.Samplers;
import org.purify4j.diffusion.schedule.NoiseLevel;
import org.purify4j.diffusion.schedule.NoiseLevels;
import org.purify4j.diffusion.schedule.Respacing;
import org.purify4j.diffusion.schedule.Respacings;
import org.purify4j.diffusion.vote.EarlyExits;
import org.purify4j.diffusion.vote.VoteRule;

/** The options that settle a purifier: presets, and what is changed in them. */
public final class PurifierOptions {
  /** What is purified with if neither a preset nor a noise level is given: the cheapest. */
  private static final Preset DEFAULT_PRESET = Preset.FAST;

  private static final String UNGUIDED = "unguided";
  private static final Map<String, Preset> PRESETS = presets();

  private static final ValueOption<Preset> PRESET =
      new ValueOption<>(
          "preset",
          "P[,P]",
          "settings with a name: "
              + String.join(", ", PRESETS.keySet())
              + "; default "
              + DEFAULT_PRESET.text()
              + ", unless a noise level is given",
          (place, text) -> Arguments.chosen("preset", text, PRESETS));

  private static final PurifierSetting<NoiseLevel> NOISE_LEVEL =
      new PurifierSetting<>(
          ValueOption.of("noise-level", "S", "how much noise is added", NoiseLevels.ALL),
          (text, level) -> text.contains("=") ? text : "sigma=" + text,
          PurifierOptions::withLevel);

  private static final PurifierSetting<NoiseLevel> TIMESTEP =
      new PurifierSetting<>(
          new ValueOption<>(
              "timestep",
              "T",
              "the same as --noise-level t=T",
              (place, text) -> new NoiseLevel.Timestep(Numbers.count(place, text, 0))),
          (text, level) -> "t=" + text,
          PurifierOptions::withLevel);

  private static final PurifierSetting<Respacing> NFE =
      new PurifierSetting<>(
          new ValueOption<>(
              "nfe",
              "N",
              "number of reverse steps, evenly spaced; 1 denoises in one step; default every one",
              (place, text) -> new Respacing.Evenly(Numbers.count(place, text, 1))),
          (text, respacing) -> "nfe=" + text,
          PurifierConfig::withRespacing);

  private static final PurifierSetting<Respacing> RESPACING =
      new PurifierSetting<>(
          ValueOption.of("respacing", "R", "which steps are taken", Respacings.ALL),
          (text, respacing) -> "steps=" + respacing.text(),
          PurifierConfig::withRespacing);

  /** What is changed in a preset, in the order in which reports name it. */
  private static final List<PurifierSetting<?>> SETTINGS =
      List.of(
          NOISE_LEVEL,
          TIMESTEP,
          NFE,
          RESPACING,
          new PurifierSetting<>(
              ValueOption.of("sampler", "S", "how steps are taken", Samplers.ALL),
              (text, sampler) -> text,
              PurifierConfig::withSampler),
          new PurifierSetting<>(
              new ValueOption<>(
                  "votes",
                  "N",
                  "purifications over which the victim's answers are averaged",
                  ValueOption.atLeast(1)),
              (text, votes) -> "votes=" + votes,
              (config, votes) -> config.withVotes(votes, config.voteRule())),
          new PurifierSetting<>(
              new ValueOption<>(
                  "vote-rule",
                  "R",
                  "how: mean (of probabilities, default) or majority",
                  (place, text) ->
                      Spelling.choice(place, VoteRule.class, text.toLowerCase(Locale.ROOT))),
              (text, rule) -> "by " + text,
              (config, rule) -> config.withVotes(config.votes(), rule)),
          new PurifierSetting<>(
              ValueOption.of(
                  "early-exit", "E", "when an image needs no more votes", EarlyExits.ALL),
              (text, exit) -> "exit=" + exit.text(),
              PurifierConfig::withEarlyExit));

  /** Of each of these, one may be given. */
  private static final List<List<ValueOption<?>>> SYNONYMS =
      List.of(
          List.of(NOISE_LEVEL.option(), TIMESTEP.option()),
          List.of(NFE.option(), RESPACING.option()));

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
      new ValueOption<>(
          "seed",
          "S",
          "seed of all noise; default " + PurifierConfig.DEFAULT_SEED,
          (place, text) -> Numbers.whole(place, text, Long.MIN_VALUE));

  private static final ValueOption<Integer> BATCH =
      new ValueOption<>(
          "batch",
          "B",
          "images worked on at once; no result depends on it",
          ValueOption.atLeast(1));

  private PurifierOptions() {}

  public static Options add(Options options) {
    options.addOption(PRESET.optional());
    SETTINGS.forEach(setting -> options.addOption(setting.option().optional()));
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
    Stream<ValueOption<?>> settings = SETTINGS.stream().map(PurifierSetting::option);
    return Stream.concat(Stream.concat(Stream.of(PRESET), settings), Stream.of(GUIDANCE))
        .map(ValueOption::name)
        .filter(arguments::has)
        .findFirst();
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
    return SEED.read(arguments).orElse(PurifierConfig.DEFAULT_SEED);
  }

  public static int batch(Arguments arguments, int standard) {
    return BATCH.read(arguments).orElse(standard);
  }

  /**
   * Every purifier that is asked for, by name: each preset with each guidance, changed as the other
   * options say.
   */
  public static Map<String, PurifierConfig> read(Arguments arguments, int batch) {
    SYNONYMS.forEach(options -> refuseSeveral(options, arguments));
    List<Change> changes =
        SETTINGS.stream().flatMap(setting -> setting.read(arguments).stream()).toList();
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
      Stream.of(NOISE_LEVEL, TIMESTEP)
          .flatMap(setting -> setting.option().read(arguments).stream())
          .findFirst()
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

  private static PurifierConfig withLevel(PurifierConfig config, NoiseLevel level) {
    int rounds = config.rounds().size();
    return config.withRounds(Collections.nCopies(rounds, level).toArray(NoiseLevel[]::new));
  }

  private static Guidance guidance(String place, String text) {
    try {
      return Guidance.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(place + " " + text + ": " + e.getMessage(), e);
    }
  }

  private static void refuseSeveral(List<ValueOption<?>> options, Arguments arguments) {
    if (options.stream().filter(option -> option.isIn(arguments)).count() > 1) {
      String names =
          options.stream().map(option -> "--" + option.name()).collect(Collectors.joining(", "));
      throw new UsageException(names + ": are two ways to say one thing, give one");
    }
  }
}
