package org.purify4j.diffusion.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.purify4j.diffusion.catalogue.Bound;
import org.purify4j.diffusion.catalogue.Spelling;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.guidance.BitDepth;
import org.purify4j.diffusion.guidance.DistanceTarget;
import org.purify4j.diffusion.guidance.EvaluateAt;
import org.purify4j.diffusion.guidance.Guidance;
import org.purify4j.diffusion.guidance.GuidanceScale;
import org.purify4j.diffusion.guidance.MedianFilter;
import org.purify4j.diffusion.guidance.OutputLoss;
import org.purify4j.diffusion.guidance.OutputReference;
import org.purify4j.diffusion.guidance.SquaredDistance;
import org.purify4j.diffusion.guidance.SsimDistance;
import org.purify4j.diffusion.guidance.VictimOutput;
import org.purify4j.diffusion.noise.GaussianNoise;
import org.purify4j.diffusion.noise.NoiseSeed;
import org.purify4j.diffusion.sampler.Clipping;
import org.purify4j.diffusion.sampler.DdimSampler;
import org.purify4j.diffusion.sampler.DpmSolverPlusPlusSampler;
import org.purify4j.diffusion.sampler.DpmSolverPlusPlusSampler.Equation;
import org.purify4j.diffusion.schedule.CosineAlphaBar;
import org.purify4j.diffusion.schedule.LinearBetas;
import org.purify4j.diffusion.schedule.NoiseLevel;
import org.purify4j.diffusion.schedule.NoiseSchedule;
import org.purify4j.diffusion.schedule.Respacing;
import org.purify4j.diffusion.schedule.VarianceType;
import org.purify4j.diffusion.schedule.VpSde;
import org.purify4j.diffusion.testing.SmoothNetwork;
import org.purify4j.diffusion.testing.SmoothVictim;
import org.purify4j.diffusion.vote.EarlyExit;
import org.purify4j.diffusion.vote.VoteRule;

class PurifierConfigTest {
  /** Every kind of everything that has kinds. */
  private static final PurifierConfig RICH =
      new PurifierConfig(
          List.of(new NoiseLevel.Timestep(30), new NoiseLevel.PixelSigma(0.125)),
          Respacing.parse("10,20"),
          new DdimSampler(0.5),
          Clipping.NONE,
          new Guidance(
              List.of(
                  new SquaredDistance(0.3, DistanceTarget.INPUT),
                  new SsimDistance(2, DistanceTarget.NOISED_INPUT),
                  output(new OutputReference.Input()),
                  output(new OutputReference.Noised(8)),
                  output(new OutputReference.Squeezed(new BitDepth(4))),
                  output(new OutputReference.Squeezed(new MedianFilter(3))),
                  output(new OutputReference.Purified(4))),
              new GuidanceScale.Gdmp(1.5, 8 / 255.0)),
          3,
          VoteRule.MAJORITY,
          new EarlyExit.Risk(0.05),
          NoiseSeed.fixed(Long.MIN_VALUE),
          16);

  private static VictimOutput output(OutputReference reference) {
    return new VictimOutput(1, OutputLoss.CONFIDENCE, reference, EvaluateAt.CLEAN_ESTIMATE);
  }

  @Test
  void survivesJson() {
    assertEquals(RICH, PurifierConfig.fromJson(RICH.toJson()), RICH::toJson);
  }

  @ParameterizedTest
  @EnumSource
  void solversSurviveJson(Equation equation) {
    PurifierConfig config = RICH.withSampler(new DpmSolverPlusPlusSampler(equation));
    assertTrue(config.toJson().contains("\"dpm++\""), config::toJson);
    assertEquals(config, PurifierConfig.fromJson(config.toJson()));
  }

  /** As the version wrote it in which annotations named the kinds. */
  @Test
  void savedJsonMeansWhatItMeantAndIsWrittenAsBefore() {
    String saved =
        """
        {"rounds":[{"kind":"timestep","value":30},{"kind":"pixelSigma","value":0.125}],
        "respacing":"10,20","sampler":{"kind":"ddim","eta":0.5},"clipping":"NONE",
        "guidance":{"terms":[{"kind":"squaredDistance","weight":0.3,"target":"INPUT"}],
        "scale":{"kind":"gdmp","scale":1.5,"epsilon":0.5}},
        "votes":3,"voteRule":"MAJORITY","earlyExit":"risk0.05","seed":7,"batchSize":16}
        """;
    PurifierConfig config = PurifierConfig.fromJson(saved);
    assertEquals(
        RICH.withSeed(7)
            .withGuidance(
                Guidance.of(new SquaredDistance(0.3, DistanceTarget.INPUT))
                    .withScale(new GuidanceScale.Gdmp(1.5, 0.5))),
        config);
    assertEquals(saved.replaceAll("\\s", ""), config.toJson().replaceAll("\\s", ""));
  }

  @Test
  void anUnknownKindIsRefusedInOneLineThatNamesTheKnown() {
    String json = Preset.FAST.config().toJson().replace("\"ddpm\"", "\"ddmp\"");
    String message =
        assertThrows(IllegalArgumentException.class, () -> PurifierConfig.fromJson(json))
            .getMessage();
    String expected = "purifier configuration: sampler: got ddmp, must be ddpm, ddim";
    assertTrue(message.startsWith(expected), message);
    assertEquals(1, message.lines().count());
  }

  @ParameterizedTest
  @EnumSource
  void presetsSurviveJson(Preset preset) {
    assertEquals(preset.config(), PurifierConfig.fromJson(preset.config().toJson()));
  }

  @Test
  void settingsFromBeforeEarlyExitHaveNone() {
    PurifierConfig config = Preset.FAST.config();
    String old = config.toJson().replace("\"earlyExit\" : \"none\",", "");
    assertTrue(!old.contains("earlyExit"), old);
    assertEquals(config, PurifierConfig.fromJson(old));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "never", "risk", "risk0", "risk1", "risk-0.1", "riskNaN", "0.05"})
  void whatIsNoEarlyExitIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> EarlyExit.parse(text));
  }

  @Test
  void unknownMissingAndBadFieldsAreRefused() {
    String json = Preset.FAST.config().toJson();
    for (String bad :
        List.of(
            json.replaceFirst("\\{", "{\"vote\": 3, "),
            json.replace("\"seed\" : \"secret\",", ""),
            json.replace("\"seed\" : \"secret\",", "\"seed\" : null,"),
            json.replace("\"seed\" : \"secret\",", "\"seed\" : 1.5,"),
            json.replace("\"seed\" : \"secret\",", "\"seed\" : \"open\","),
            json.replace("\"seed\" : \"secret\",", "\"seed\" : 9223372036854775808,"),
            json.replace("\"batchSize\" : 8", "\"batchSize\" : 2147483647"),
            json.replace("\"votes\" : 5", "\"votes\" : 10001"),
            json.replace("evenly4", "evenly2147483647"),
            json.replace("\"votes\" : 5", "\"votes\" : 0"),
            json.replace("\"earlyExit\" : \"none\"", "\"earlyExit\" : null"),
            json.replace("\"earlyExit\" : \"none\"", "\"earlyExit\" : \"risk2\""),
            json.replace("\"ddpm\"", "\"ddmp\""),
            json.replace("evenly4", "twelve"),
            json + "{}",
            "[]",
            "null",
            "")) {
      assertTrue(!bad.equals(json));
      assertThrows(IllegalArgumentException.class, () -> PurifierConfig.fromJson(bad), bad);
    }
  }

  /** Of a purification by a model of this schedule, a victim at hand. */
  private static int steps(NoiseSchedule schedule, PurifierConfig config) {
    Denoiser denoiser =
        new Denoiser(
            (batch, height, width) -> new SmoothNetwork(batch, 3),
            schedule,
            VarianceType.FIXED_SMALL,
            timestep -> timestep,
            DataType.DOUBLE);
    Optional<Classifier> victim = Optional.of(new SmoothVictim(4, 12));
    try (Purifier purifier = Purifier.of(denoiser, config, new GaussianNoise(0), victim)) {
      return purifier.steps();
    }
  }

  @ParameterizedTest
  @CsvSource({"PAPER,470,471", "DIFFPURE,810,100", "GDMP,294,144", "FAST,470,4", "ROBUST,800,8"})
  void presetsOnTheCosineSchedule(Preset preset, int start, int steps) {
    NoiseSchedule schedule = new CosineAlphaBar(4000).build();
    assertEquals(start, preset.config().rounds().get(0).startStep(schedule));
    assertEquals(steps, steps(schedule, preset.config()));
  }

  @Test
  void presetsOnTheirPapersSchedules() {
    NoiseSchedule linear = LinearBetas.of(1000).build();
    assertEquals(35, Preset.GDMP.config().rounds().get(0).startStep(linear));
    assertEquals(4 * 36, steps(linear, Preset.GDMP.config()));
    NoiseSchedule vp = VpSde.of(1000).build();
    assertEquals(100, steps(vp, Preset.DIFFPURE.config()));
  }

  @Test
  void aSecretSeedIsWrittenAsAWordAndAFixedOneAsANumber() {
    PurifierConfig config = Preset.FAST.config();
    assertTrue(config.seed().isSecret());
    assertTrue(config.toJson().contains("\"seed\" : \"secret\""), config::toJson);
    assertTrue(config.withSeed(0).toJson().contains("\"seed\" : 0"));
    assertEquals(config.withSeed(0), PurifierConfig.fromJson(config.withSeed(0).toJson()));
    assertEquals(config, config.withSeed(5).withSecretSeed());
  }

  /** Before any memory is asked for. */
  @ParameterizedTest
  @EnumSource
  void everySettingHasBothBounds(Bound bound) {
    for (double value : new double[] {-1, bound.most() + 1, 1e12, Double.NaN, 1.0 / 0}) {
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> bound.require(value));
      String got = ": got " + Spelling.text(value) + ", must be at least";
      assertTrue(e.getMessage().contains(got), e.getMessage());
    }
    if (bound.most() > 0) {
      assertEquals(bound.most(), bound.require(bound.most()));
      assertEquals(bound.most(), bound.require((double) bound.most()));
    }
    assertThrows(IllegalArgumentException.class, () -> bound.require(Integer.MAX_VALUE));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1})
  void badCountsAreRefused(int count) {
    PurifierConfig config = Preset.FAST.config();
    assertThrows(IllegalArgumentException.class, () -> config.withVotes(count, VoteRule.MAJORITY));
    assertThrows(IllegalArgumentException.class, () -> config.withBatchSize(count));
    assertThrows(IllegalArgumentException.class, () -> config.withRounds());
  }
}
