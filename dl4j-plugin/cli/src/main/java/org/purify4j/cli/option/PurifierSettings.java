package org.purify4j.cli.option;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.purify4j.cli.option.PurifierSetting.Change;
import org.purify4j.cli.shell.Arguments;
import org.purify4j.cli.shell.Numbers;
import org.purify4j.cli.shell.UsageException;
import org.purify4j.diffusion.catalogue.Bound;
import org.purify4j.diffusion.catalogue.Spelling;
import org.purify4j.diffusion.chain.PurifierConfig;
import org.purify4j.diffusion.sampler.Sampler;
import org.purify4j.diffusion.sampler.Samplers;
import org.purify4j.diffusion.schedule.NoiseLevel;
import org.purify4j.diffusion.schedule.NoiseLevels;
import org.purify4j.diffusion.schedule.Respacing;
import org.purify4j.diffusion.schedule.Respacings;
import org.purify4j.diffusion.vote.EarlyExit;
import org.purify4j.diffusion.vote.EarlyExits;
import org.purify4j.diffusion.vote.VoteRule;

/** The list of options that change a setting of a purifier; a new one is one value in it. */
final class PurifierSettings {
  private static final PurifierSetting<NoiseLevel> NOISE_LEVEL =
      new PurifierSetting<>(
          ValueOption.of("noise-level", "S", "how much noise is added", NoiseLevels.ALL),
          (text, level) -> text.contains("=") ? text : "sigma=" + text,
          PurifierSettings::withLevel);

  private static final PurifierSetting<NoiseLevel> TIMESTEP =
      new PurifierSetting<>(
          new ValueOption<>(
              "timestep",
              "T",
              "the same as --noise-level t=T",
              (place, text) -> new NoiseLevel.Timestep(Numbers.count(place, text, 0))),
          (text, level) -> "t=" + text,
          PurifierSettings::withLevel);

  private static final PurifierSetting<Respacing> NFE =
      new PurifierSetting<>(
          new ValueOption<>(
              "nfe",
              "N",
              "number of reverse steps, evenly spaced; 1 denoises in one step; default every one",
              (place, text) ->
                  new Respacing.Evenly(ValueOption.within(Bound.STEPS).read(place, text))),
          (text, respacing) -> "nfe=" + text,
          PurifierConfig::withRespacing);

  private static final PurifierSetting<Respacing> RESPACING =
      new PurifierSetting<>(
          ValueOption.of("respacing", "R", "which steps are taken", Respacings.ALL),
          (text, respacing) -> "steps=" + respacing.text(),
          PurifierConfig::withRespacing);

  private static final PurifierSetting<Sampler> SAMPLER =
      new PurifierSetting<>(
          ValueOption.of("sampler", "S", "how steps are taken", Samplers.ALL),
          (text, sampler) -> text,
          PurifierConfig::withSampler);

  private static final PurifierSetting<Integer> VOTES =
      new PurifierSetting<>(
          new ValueOption<>(
              "votes",
              "N",
              "purifications over which the victim's answers are averaged",
              ValueOption.within(Bound.VOTES)),
          (text, votes) -> "votes=" + votes,
          (config, votes) -> config.withVotes(votes, config.voteRule()));

  private static final PurifierSetting<VoteRule> VOTE_RULE =
      new PurifierSetting<>(
          new ValueOption<>(
              "vote-rule",
              "R",
              "how: mean (of probabilities, default) or majority",
              (place, text) ->
                  Spelling.choice(place, VoteRule.class, text.toLowerCase(Locale.ROOT))),
          (text, rule) -> "by " + text,
          (config, rule) -> config.withVotes(config.votes(), rule));

  private static final PurifierSetting<EarlyExit> EARLY_EXIT =
      new PurifierSetting<>(
          ValueOption.of("early-exit", "E", "when an image needs no more votes", EarlyExits.ALL),
          (text, exit) -> "exit=" + exit.text(),
          PurifierConfig::withEarlyExit);

  /** Those that mean something only where the answers of a classifier are combined. */
  static final List<PurifierSetting<?>> OF_VOTES = List.of(VOTES, VOTE_RULE, EARLY_EXIT);

  /** Those of them that are about the counting. */
  static final List<PurifierSetting<?>> OF_VOTING = List.of(VOTE_RULE, EARLY_EXIT);

  /** What is changed in a preset, in the order in which reports name it. */
  static final List<PurifierSetting<?>> ALL =
      List.of(NOISE_LEVEL, TIMESTEP, NFE, RESPACING, SAMPLER, VOTES, VOTE_RULE, EARLY_EXIT);

  /** Of each of these, one may be given. */
  private static final List<List<ValueOption<?>>> SYNONYMS =
      List.of(
          List.of(NOISE_LEVEL.option(), TIMESTEP.option()),
          List.of(NFE.option(), RESPACING.option()));

  private PurifierSettings() {}

  /** The options about where the reverse diffusion starts. */
  static List<ValueOption<?>> levels() {
    return List.of(TIMESTEP.option(), NOISE_LEVEL.option());
  }

  /** The options about the steps that it takes. */
  static List<ValueOption<?>> steps() {
    return List.of(NFE.option(), RESPACING.option());
  }

  /** The noise level that was asked for, if one was. */
  static Optional<NoiseLevel> level(Arguments arguments) {
    return Stream.of(NOISE_LEVEL, TIMESTEP)
        .flatMap(setting -> setting.option().read(arguments).stream())
        .findFirst();
  }

  /**
   * All changes that were asked for.
   *
   * @throws UsageException if one is asked for in two ways, or a value is not understood
   */
  static List<Change> changes(Arguments arguments) {
    SYNONYMS.forEach(options -> refuseSeveral(options, arguments));
    return ALL.stream().flatMap(setting -> setting.read(arguments).stream()).toList();
  }

  /**
   * Refuses options that change none of the purifiers that were asked for.
   *
   * @throws UsageException if there is one
   */
  static void refuseUnused(Arguments arguments, Collection<PurifierConfig> configs) {
    if (configs.stream().allMatch(config -> config.votes() == 1)) {
      for (PurifierSetting<?> setting : OF_VOTING) {
        refuse(setting, arguments, "a single vote (see --votes)");
      }
    }
    Respacing once = new Respacing.Evenly(1);
    if (configs.stream().allMatch(c -> c.respacing().equals(once) && c.guidance().unguided())) {
      refuse(SAMPLER, arguments, "a single unguided step, which all samplers take alike");
    }
  }

  private static void refuse(PurifierSetting<?> setting, Arguments arguments, String with) {
    if (setting.option().isIn(arguments)) {
      throw new UsageException(
          "--" + setting.option().name() + ": changes nothing with " + with + ", must be left out");
    }
  }

  private static PurifierConfig withLevel(PurifierConfig config, NoiseLevel level) {
    int rounds = config.rounds().size();
    return config.withRounds(Collections.nCopies(rounds, level).toArray(NoiseLevel[]::new));
  }

  private static void refuseSeveral(List<ValueOption<?>> options, Arguments arguments) {
    if (options.stream().filter(option -> option.isIn(arguments)).count() > 1) {
      String names =
          options.stream().map(option -> "--" + option.name()).collect(Collectors.joining(" and "));
      throw new UsageException(names + ": set the same thing, must be given one at a time");
    }
  }
}
