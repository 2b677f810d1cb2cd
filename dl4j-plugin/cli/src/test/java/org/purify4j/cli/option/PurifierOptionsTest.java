package org.purify4j.cli.option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.purify4j.cli.command.EvaluateCommand;
import org.purify4j.cli.shell.Arguments;
import org.purify4j.cli.shell.CommandParser;
import org.purify4j.cli.shell.UsageException;
import org.purify4j.diffusion.chain.Preset;
import org.purify4j.diffusion.chain.PurifierConfig;
import org.purify4j.diffusion.sampler.DdimSampler;
import org.purify4j.diffusion.sampler.DdpmSampler;
import org.purify4j.diffusion.sampler.DpmSolverPlusPlusSampler;
import org.purify4j.diffusion.sampler.DpmSolverPlusPlusSampler.Equation;
import org.purify4j.diffusion.sampler.Sampler;
import org.purify4j.diffusion.schedule.NoiseLevel;
import org.purify4j.diffusion.schedule.Respacing;
import org.purify4j.diffusion.vote.EarlyExit;
import org.purify4j.diffusion.vote.VoteRule;

class PurifierOptionsTest {
  private static Arguments arguments(String options) {
    String line = ("--victim v --data cifar10:d --out o " + options).strip();
    return CommandParser.parse(new EvaluateCommand(), line.split(" +"));
  }

  private static Map<String, PurifierConfig> read(String options) {
    return PurifierOptions.read(arguments(options), 16);
  }

  @Test
  void presetsAreARowEachWithSeedAndBatch() {
    Map<String, PurifierConfig> configs = read("--preset fast,paper --preset gdmp --seed 7");
    assertEquals(List.of("fast", "paper", "gdmp"), List.copyOf(configs.keySet()));
    assertEquals(Preset.PAPER.config().withSeed(7).withBatchSize(16), configs.get("paper"));
  }

  @Test
  void nothingSaidIsFastAndANoiseLevelIsItself() {
    assertEquals(List.of("fast"), List.copyOf(read("").keySet()));
    Map<String, PurifierConfig> configs =
        read("--timestep 470 --nfe 12 --sampler ddim:0.5 --votes 3 --vote-rule majority");
    PurifierConfig expected =
        PurifierConfig.of(new NoiseLevel.Timestep(470))
            .withSeed(0)
            .withRespacing(new Respacing.Evenly(12))
            .withSampler(new DdimSampler(0.5))
            .withVotes(3, VoteRule.MAJORITY)
            .withBatchSize(16);
    assertEquals(Map.of("t=470 nfe=12 ddim:0.5 votes=3 by majority", expected), configs);
  }

  @Test
  void earlyExitIsNamedInTheReport() {
    Map<String, PurifierConfig> configs = read("--preset fast --early-exit decided");
    PurifierConfig expected =
        Preset.FAST.config().withSeed(0).withEarlyExit(new EarlyExit.Decided());
    assertEquals(Map.of("fast exit=decided", expected.withBatchSize(16)), configs);
    assertThrows(UsageException.class, () -> read("--early-exit soon"));
  }

  @Test
  void samplersGoByTheirNames() {
    Map<String, Sampler> samplers =
        Map.of(
            "ddpm", new DdpmSampler(),
            "ddim", new DdimSampler(0),
            "DDIM:1", new DdimSampler(1),
            "dpm++", new DpmSolverPlusPlusSampler(Equation.ODE),
            "DPM++SDE", new DpmSolverPlusPlusSampler(Equation.SDE));
    samplers.forEach(
        (name, sampler) ->
            assertEquals(sampler, read("--sampler " + name).get("fast " + name).sampler()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ddmp", "ddim:2", "ddim:", "dpm", "dpm++ode"})
  void whatIsNoSamplerIsWrongUsage(String name) {
    UsageException e = assertThrows(UsageException.class, () -> read("--sampler " + name));
    assertTrue(e.getMessage().startsWith("--sampler: "), e.getMessage());
  }

  @Test
  void overridesReachEveryRoundOfAPreset() {
    PurifierConfig config = read("--preset gdmp --noise-level 0.05").values().iterator().next();
    assertEquals(4, config.rounds().size());
    assertTrue(
        config.rounds().stream().allMatch(new NoiseLevel.PixelSigma(0.05)::equals),
        config.rounds().toString());
  }

  @Test
  void guidancesAreARowEach() {
    Map<String, PurifierConfig> configs =
        read("--timestep 300 --guidance none --guidance kl:20@purified4");
    assertEquals(List.of("t=300 unguided", "t=300 kl:20@purified4"), List.copyOf(configs.keySet()));
    assertTrue(configs.get("t=300 unguided").guidance().unguided());
  }

  @ParameterizedTest
  @ValueSource(strings = {"kl", "foo:1", "mse:1@purified4", "kl:1@bits9"})
  void whatIsNoGuidanceIsWrongUsage(String spec) {
    UsageException e = assertThrows(UsageException.class, () -> read("--guidance " + spec));
    assertTrue(e.getMessage().startsWith("--guidance " + spec + ": "), e.getMessage());
  }

  @Test
  void aNoiseLevelGoesByEachOfItsForms() {
    Map<String, NoiseLevel> levels =
        Map.of(
            "0.1", new NoiseLevel.PixelSigma(0.1),
            "25.5/255", new NoiseLevel.PixelSigma(0.1),
            "sigma=0.1", new NoiseLevel.PixelSigma(0.1),
            "t=470", new NoiseLevel.Timestep(470));
    levels.forEach(
        (text, level) -> {
          String name = text.contains("=") ? text : "sigma=" + text;
          assertEquals(
              Map.of(name, PurifierConfig.of(level).withSeed(0).withBatchSize(16)),
              read("--noise-level " + text));
        });
    assertThrows(UsageException.class, () -> read("--noise-level much"));
    assertThrows(UsageException.class, () -> read("--noise-level 0"));
  }
}
