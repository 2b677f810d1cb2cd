package org.purify4j.cli.option;

import static org.purify4j.cli.shell.GlobalOptions.value;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.commons.cli.Options;
import org.purify4j.cli.shell.Arguments;
import org.purify4j.cli.shell.UsageException;
import org.purify4j.diffusion.chain.Preset;
import org.purify4j.diffusion.chain.PurifierConfig;
import org.purify4j.diffusion.guidance.Guidance;
import org.purify4j.diffusion.schedule.NoiseLevel;
import org.purify4j.diffusion.schedule.Respacing;
import org.purify4j.diffusion.vote.EarlyExit;
import org.purify4j.diffusion.vote.VoteRule;

/** The options that settle a purifier: presets, and what is changed in them. */
public final class PurifierOptions {
  static final long DEFAULT_SEED = 0;

  private static final String UNGUIDED = "unguided";
  private static final String PRESET = "preset";
  private static final String NOISE_LEVEL = "noise-level";
  private static final String TIMESTEP = "timestep";
  private static final String NFE = "nfe";
  private static final String RESPACING = "respacing";
  private static final String SAMPLER = "sampler";
  private static final String GUIDANCE = "guidance";
  private static final String VOTES = "votes";
  private static final String VOTE_RULE = "vote-rule";
  private static final String EARLY_EXIT = "early-exit";
  private static final String SEED = "seed";
  private static final String BATCH = "batch";
  private static final Map<String, VoteRule> VOTE_RULES =
      Map.of("mean", VoteRule.MEAN_PROBABILITY, "majority", VoteRule.MAJORITY);

  private PurifierOptions() {}

  public static Options add(Options options) {
    options
        .addOption(
            value(
                PRESET,
                "P[,P]",
                "settings with a name: "
                    + String.join(", ", presets().keySet())
                    + "; default fast, unless a noise level is given"))
        .addOption(value(NOISE_LEVEL, "S", "noise that is added, as standard deviation in pixels"))
        .addOption(value(TIMESTEP, "T", "the same as a timestep of the model's schedule"))
        .addOption(
            value(
                NFE,
                "N",
                "number of reverse steps, evenly spaced; 1 denoises in one step; default every one"))
        .addOption(value(RESPACING, "R", "the same as all, 100, 10,20,30, ddim25 or steps:0,40,80"))
        .addOption(value(SAMPLER, "S", SamplerSpec.HELP))
        .addOption(value(VOTES, "N", "purifications over which the victim's answers are averaged"))
        .addOption(value(VOTE_RULE, "R", "how: mean (of probabilities, default) or majority"))
        .addOption(
            value(
                EARLY_EXIT,
                "E",
                "when an image needs no more votes: none (default), decided (no vote left can change"
                    + " its class) or risk0.05 (they do so with at most this probability)"));
    return addShared(options);
  }

  /** The options of every command that purifies, whatever it varies: guidance, seed and batch. */
  public static Options addShared(Options options) {
    return options
        .addOption(value(GUIDANCE, "SPEC", GuidanceSpec.HELP + ". May be given several times"))
        .addOption(value(SEED, "S", "seed of all noise; default " + DEFAULT_SEED))
        .addOption(value(BATCH, "B", "images worked on at once; no result depends on it"));
  }

  /** Whether any option settles a purifier that is not there. */
  public static Optional<String> given(Arguments arguments) {
    return List.of(
            PRESET,
            NOISE_LEVEL,
            TIMESTEP,
            NFE,
            RESPACING,
            SAMPLER,
            GUIDANCE,
            VOTES,
            VOTE_RULE,
            EARLY_EXIT)
        .stream()
        .filter(arguments::has)
        .findFirst();
  }

  /** The guidances that are asked for, by name; empty where none is given. */
  static Map<String, Guidance> guidances(Arguments arguments) {
    Map<String, Guidance> guidances = new LinkedHashMap<>();
    for (String text : arguments.texts(GUIDANCE)) {
      Guidance guidance = GuidanceSpec.parse(text);
      guidances.put(guidance.unguided() ? UNGUIDED : text, guidance);
    }
    return guidances;
  }

  public static long seed(Arguments arguments) {
    return arguments.longNumber(SEED).orElse(DEFAULT_SEED);
  }

  public static int batch(Arguments arguments, int standard) {
    return arguments.whole(BATCH, 1).orElse(standard);
  }

  /**
   * Every purifier that is asked for, by name: each preset with each guidance, changed as the other
   * options say.
   */
  public static Map<String, PurifierConfig> read(Arguments arguments, int batch) {
    Map<String, PurifierConfig> bases = bases(arguments);
    Map<String, Guidance> guidances = guidances(arguments);
    Changes changes = changes(arguments);
    Map<String, PurifierConfig> configs = new LinkedHashMap<>();
    bases.forEach(
        (name, base) -> {
          PurifierConfig config =
              changes.apply(base).withSeed(seed(arguments)).withBatchSize(batch);
          String changed = (name + " " + changes.text()).strip();
          if (guidances.isEmpty()) {
            configs.put(changed, config);
          }
          guidances.forEach(
              (suffix, guidance) ->
                  configs.put((changed + " " + suffix).strip(), config.withGuidance(guidance)));
        });
    return configs;
  }

  private static Map<String, PurifierConfig> bases(Arguments arguments) {
    Map<String, PurifierConfig> bases = new LinkedHashMap<>();
    for (String preset : arguments.list(PRESET)) {
      Preset chosen = Arguments.chosen(PRESET, preset.strip(), presets());
      bases.put(chosen.name().toLowerCase(Locale.ROOT), chosen.config());
    }
    if (bases.isEmpty()) {
      Optional<NoiseLevel> level = level(arguments);
      bases.put(
          level.isPresent() ? "" : "fast",
          level.map(PurifierConfig::of).orElseGet(Preset.FAST::config));
    }
    return bases;
  }

  private static Map<String, Preset> presets() {
    Map<String, Preset> presets = new LinkedHashMap<>();
    for (Preset preset : Preset.values()) {
      presets.put(preset.name().toLowerCase(Locale.ROOT), preset);
    }
    return Collections.unmodifiableMap(presets);
  }

  private static Changes changes(Arguments arguments) {
    Changes changes = new Changes();
    level(arguments)
        .ifPresent(
            level ->
                changes.add(
                    arguments.has(TIMESTEP)
                        ? "t=" + arguments.text(TIMESTEP).orElseThrow()
                        : "sigma=" + arguments.text(NOISE_LEVEL).orElseThrow(),
                    c -> c.withRounds(levels(level, c.rounds().size()))));
    String count = arguments.text(NFE).map(n -> "nfe=" + n).orElse("");
    respacing(arguments)
        .ifPresent(
            r ->
                changes.add(
                    count.isEmpty() ? "steps=" + r.text() : count, c -> c.withRespacing(r)));
    arguments
        .text(SAMPLER)
        .ifPresent(text -> changes.add(text, c -> c.withSampler(SamplerSpec.parse(SAMPLER, text))));
    Optional<Integer> votes = arguments.whole(VOTES, 1);
    votes.ifPresent(n -> changes.add("votes=" + n, c -> c.withVotes(n, c.voteRule())));
    arguments
        .choice(VOTE_RULE, VOTE_RULES)
        .ifPresent(
            rule ->
                changes.add(
                    "by " + arguments.text(VOTE_RULE).orElseThrow(),
                    c -> c.withVotes(c.votes(), rule)));
    earlyExit(arguments)
        .ifPresent(exit -> changes.add("exit=" + exit.text(), c -> c.withEarlyExit(exit)));
    return changes;
  }

  private static NoiseLevel[] levels(NoiseLevel level, int rounds) {
    return Collections.nCopies(rounds, level).toArray(NoiseLevel[]::new);
  }

  private static Optional<NoiseLevel> level(Arguments arguments) {
    if (arguments.has(NOISE_LEVEL) && arguments.has(TIMESTEP)) {
      throw new UsageException(
          "--noise-level, --timestep: are two ways to say one thing, give one");
    }
    if (arguments.has(TIMESTEP)) {
      return arguments.whole(TIMESTEP, 0).map(NoiseLevel.Timestep::new);
    }
    return arguments
        .real(NOISE_LEVEL)
        .map(sigma -> usage(NOISE_LEVEL, () -> new NoiseLevel.PixelSigma(sigma)));
  }

  private static Optional<Respacing> respacing(Arguments arguments) {
    if (arguments.has(NFE) && arguments.has(RESPACING)) {
      throw new UsageException("--nfe, --respacing: are two ways to say one thing, give one");
    }
    if (arguments.has(NFE)) {
      return arguments.whole(NFE, 1).map(Respacing.Evenly::new);
    }
    return arguments.text(RESPACING).map(text -> usage(RESPACING, () -> Respacing.parse(text)));
  }

  private static Optional<EarlyExit> earlyExit(Arguments arguments) {
    return arguments.text(EARLY_EXIT).map(text -> usage(EARLY_EXIT, () -> EarlyExit.parse(text)));
  }

  /** What a value's own check refuses is wrong usage here. */
  private static <T> T usage(String option, Supplier<T> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      throw new UsageException("--" + option + ": " + e.getMessage(), e);
    }
  }

  /** What is changed in a preset, and how that is called in a report. */
  private static final class Changes {
    private final List<UnaryOperator<PurifierConfig>> steps = new ArrayList<>();
    private final StringJoiner names = new StringJoiner(" ");

    void add(String name, UnaryOperator<PurifierConfig> step) {
      names.add(name);
      steps.add(step);
    }

    PurifierConfig apply(PurifierConfig base) {
      PurifierConfig config = base;
      for (UnaryOperator<PurifierConfig> step : steps) {
        config = step.apply(config);
      }
      return config;
    }

    String text() {
      return names.toString();
    }
  }
}
