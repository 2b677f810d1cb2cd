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
import org.purify4j.diffusion.guidance.BitDepth;
import org.purify4j.diffusion.guidance.DistanceTarget;
import org.purify4j.diffusion.guidance.EvaluateAt;
import org.purify4j.diffusion.guidance.Guidance;
import org.purify4j.diffusion.guidance.GuidanceScale;
import org.purify4j.diffusion.guidance.OutputLoss;
import org.purify4j.diffusion.guidance.OutputReference;
import org.purify4j.diffusion.guidance.SquaredDistance;
import org.purify4j.diffusion.guidance.SsimDistance;
import org.purify4j.diffusion.guidance.VictimOutput;
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
            .withRespacing(new Respacing.Evenly(12))
            .withSampler(new DdimSampler(0.5))
            .withVotes(3, VoteRule.MAJORITY)
            .withBatchSize(16);
    assertEquals(Map.of("t=470 nfe=12 ddim:0.5 votes=3 by majority", expected), configs);
  }

  @Test
  void earlyExitIsNamedInTheReport() {
    Map<String, PurifierConfig> configs = read("--preset fast --early-exit decided");
    PurifierConfig expected = Preset.FAST.config().withEarlyExit(new EarlyExit.Decided());
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

  @Test
  void guidanceIsReadTermByTerm() {
    assertEquals(
        Guidance.of(
            new VictimOutput(
                20, OutputLoss.KL, new OutputReference.Purified(4), EvaluateAt.CLEAN_ESTIMATE),
            new SquaredDistance(0.5, DistanceTarget.NOISED_INPUT),
            new SsimDistance(2, DistanceTarget.INPUT)),
        GuidanceSpec.parse("kl:20@purified4@x0+mse:1/2+ssim:2@input"));
    assertEquals(
        Guidance.of(
            new VictimOutput(
                1,
                OutputLoss.CROSS_ENTROPY,
                new OutputReference.Squeezed(new BitDepth(4)),
                EvaluateAt.NOISY)),
        GuidanceSpec.parse("ce:1@bits4"));
    assertEquals(
        Guidance.of(new SquaredDistance(1, DistanceTarget.NOISED_INPUT))
            .withScale(new GuidanceScale.Gdmp(0.1, 8 / 255.0)),
        GuidanceSpec.parse("mse:1@gdmp0.1,8/255"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "kl",
        "kl:x",
        "foo:1",
        "mse:1@purified4",
        "kl:1@noised",
        "kl:1@bits9",
        "kl:1@jpeg0",
        "+"
      })
  void whatIsNoGuidanceIsWrongUsage(String spec) {
    assertThrows(UsageException.class, () -> GuidanceSpec.parse(spec));
  }
}
