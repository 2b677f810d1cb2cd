package org.purify4j.diffusion.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.guidance.DistanceTarget;
import org.purify4j.diffusion.guidance.EvaluateAt;
import org.purify4j.diffusion.guidance.Guidance;
import org.purify4j.diffusion.guidance.GuidanceScale;
import org.purify4j.diffusion.guidance.OutputLoss;
import org.purify4j.diffusion.guidance.OutputReference;
import org.purify4j.diffusion.guidance.SquaredDistance;
import org.purify4j.diffusion.guidance.SsimDistance;
import org.purify4j.diffusion.guidance.VictimOutput;
import org.purify4j.diffusion.noise.Draw;
import org.purify4j.diffusion.noise.GaussianNoise;
import org.purify4j.diffusion.noise.NoiseSource;
import org.purify4j.diffusion.noise.NoiseSource.Kind;
import org.purify4j.diffusion.noise.NoiseSource.Step;
import org.purify4j.diffusion.sampler.Clipping;
import org.purify4j.diffusion.sampler.DdimSampler;
import org.purify4j.diffusion.sampler.DpmSolverPlusPlusSampler;
import org.purify4j.diffusion.sampler.HeunSampler;
import org.purify4j.diffusion.sampler.Sampler;
import org.purify4j.diffusion.sampler.Samplers;
import org.purify4j.diffusion.schedule.NoiseLevel;
import org.purify4j.diffusion.schedule.NoiseSchedule;
import org.purify4j.diffusion.schedule.Respacing;
import org.purify4j.diffusion.schedule.VarianceType;
import org.purify4j.diffusion.testing.Numbers;
import org.purify4j.diffusion.testing.SmoothDenoiser;
import org.purify4j.diffusion.testing.SmoothVictim;

class ChainTest {
  private static final long[] SHAPE = {2, 3, 11, 11};
  private static final NoiseSchedule SCHEDULE =
      NoiseSchedule.ofBetas(0.01, 0.02, 0.03, 0.05, 0.07, 0.1);
  private static final Draw DRAW = new Draw(new long[] {5, 17}, 2);
  private static final NoiseSource NOISE = new GaussianNoise(3);
  private static final NoiseLevel FULL = new NoiseLevel.Timestep(5);
  private static final StepObserver QUIET = StepObserver.none();

  private record Case(PurifierConfig config, VarianceType variance) {}

  private static Chain chain(Case c) {
    Denoiser denoiser = SmoothDenoiser.of(SCHEDULE, c.variance());
    return Chain.of(
        denoiser.networks().open(2, 11, 11),
        denoiser,
        c.config(),
        NOISE,
        Optional.of(new SmoothVictim(4, 363)));
  }

  static List<Case> cases() {
    PurifierConfig plain = PurifierConfig.of(FULL).withClipping(Clipping.NONE);
    PurifierConfig few = plain.withRespacing(new Respacing.Evenly(3));
    Guidance squared = Guidance.of(new SquaredDistance(0.5, DistanceTarget.NOISED_INPUT));
    List<Case> cases = new ArrayList<>();
    for (VarianceType variance : VarianceType.values()) {
      cases.add(new Case(plain, variance));
      cases.add(new Case(few.withGuidance(squared), variance));
    }
    VarianceType learned = VarianceType.LEARNED_RANGE;
    cases.add(new Case(plain.withClipping(Clipping.UNIT_RANGE), learned));
    for (var kind : Samplers.ALL.kinds()) {
      PurifierConfig sampled = few.withSampler(Sampler.parse(kind.example()));
      cases.add(new Case(sampled, learned));
      cases.add(new Case(sampled.withGuidance(squared), learned));
    }
    cases.add(new Case(few.withSampler(new DdimSampler(0.8)).withGuidance(squared), learned));
    for (DpmSolverPlusPlusSampler.Equation equation : DpmSolverPlusPlusSampler.Equation.values()) {
      PurifierConfig solved = plain.withSampler(new DpmSolverPlusPlusSampler(equation));
      cases.add(new Case(solved, learned));
      cases.add(new Case(solved.withGuidance(squared), learned));
      cases.add(
          new Case(
              solved
                  .withRespacing(new Respacing.Evenly(4))
                  .withRounds(FULL, new NoiseLevel.Timestep(3))
                  .withGuidance(
                      Guidance.of(
                          new VictimOutput(
                              5,
                              OutputLoss.KL,
                              new OutputReference.Input(),
                              EvaluateAt.CLEAN_ESTIMATE))),
              learned));
    }
    cases.add(
        new Case(few.withRounds(FULL, new NoiseLevel.Timestep(3)).withGuidance(squared), learned));
    cases.add(
        new Case(
            few.withGuidance(
                Guidance.of(
                        new SsimDistance(30, DistanceTarget.NOISED_INPUT),
                        new SquaredDistance(0.2, DistanceTarget.INPUT))
                    .withScale(new GuidanceScale.Gdmp(0.5, 0.25))),
            learned));
    for (OutputReference reference :
        List.of(
            new OutputReference.Input(),
            new OutputReference.Noised(2),
            new OutputReference.Purified(2))) {
      for (EvaluateAt at : EvaluateAt.values()) {
        VictimOutput output = new VictimOutput(5, OutputLoss.KL, reference, at);
        cases.add(new Case(few.withGuidance(Guidance.of(output)), learned));
      }
    }
    PurifierConfig twice = plain.withSampler(new HeunSampler());
    cases.add(new Case(twice, learned));
    cases.add(new Case(twice.withRounds(FULL, new NoiseLevel.Timestep(3)), learned));
    cases.add(new Case(twice.withGuidance(squared), learned));
    for (EvaluateAt at : EvaluateAt.values()) {
      VictimOutput output = new VictimOutput(5, OutputLoss.KL, new OutputReference.Purified(1), at);
      cases.add(
          new Case(
              twice.withRespacing(new Respacing.Evenly(4)).withGuidance(Guidance.of(output)),
              learned));
    }
    VictimOutput distance =
        new VictimOutput(
            1, OutputLoss.LOGIT_DISTANCE, new OutputReference.Purified(1), EvaluateAt.NOISY);
    cases.add(new Case(few.withRounds(FULL, FULL).withGuidance(Guidance.of(distance)), learned));
    return cases;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void gradientAgreesWithFiniteDifferences(Case c) {
    Chain chain = chain(c);
    INDArray input = Numbers.images(1, SHAPE).muli(2).subi(1);
    INDArray cotangent = Numbers.gaussian(2, SHAPE);
    Tape tape = chain.record(input, DRAW, QUIET);
    assertEquals(0, tape.output().sub(chain.run(input, DRAW, QUIET)).amaxNumber().doubleValue(), 0);
    INDArray gradient = tape.gradient(cotangent);
    INDArray direction = Numbers.gaussian(3, SHAPE);
    double expected =
        Numbers.slope(x -> chain.run(x, DRAW, QUIET), input, direction, cotangent, 1e-6);
    assertEquals(expected, Numbers.dot(gradient, direction), 1e-5 * Math.abs(expected));
    INDArray again = tape.gradient(cotangent);
    assertEquals(0, again.sub(gradient).amaxNumber().doubleValue(), 1e-12);
  }

  @Test
  void guidanceChangesTheResult() {
    INDArray input = Numbers.images(1, SHAPE).muli(2).subi(1);
    List<Case> cases = cases();
    INDArray plain = chain(cases.get(4)).run(input, DRAW, QUIET);
    for (Case c : cases.subList(6, cases.size())) {
      INDArray result = chain(c).run(input, DRAW, QUIET);
      assertTrue(result.sub(plain).amaxNumber().doubleValue() > 1e-3, c::toString);
    }
  }

  /** For a network that knows Gaussian data exactly, the chain by scalar arithmetic. */
  @Test
  void chainFollowsTheScalarRecursion() {
    Denoiser denoiser = SmoothDenoiser.of(SCHEDULE, VarianceType.FIXED_LARGE);
    PurifierConfig config =
        PurifierConfig.of(new NoiseLevel.Timestep(3))
            .withClipping(Clipping.NONE)
            .withRespacing(Respacing.parse("steps:0,2,4"));
    Chain chain =
        Chain.of(denoiser.networks().open(2, 11, 11), denoiser, config, NOISE, Optional.empty());
    INDArray input = Numbers.images(1, SHAPE).muli(2).subi(1);
    INDArray result = chain.run(input, DRAW, QUIET);

    double[] bars = {SCHEDULE.alphaBar(0), SCHEDULE.alphaBar(2), SCHEDULE.alphaBar(4)};
    float[] z = new float[363];
    NOISE.fill(17, 2, 0, new Step(Kind.FORWARD, 0), z);
    double x = Math.sqrt(bars[2]) * input.getDouble(1, 1, 4, 7) + Math.sqrt(1 - bars[2]) * z[172];
    for (int i = 2; i >= 0; i--) {
      double before = i == 0 ? 1 : bars[i - 1];
      double beta = 1 - bars[i] / before;
      double noise = 0.6 * x + 0.3 * Math.sin(2 * x + 0.1 * 2 * i);
      double mean = (x - beta / Math.sqrt(1 - bars[i]) * noise) / Math.sqrt(1 - beta);
      NOISE.fill(17, 2, 0, new Step(Kind.REVERSE, i), z);
      x = mean + (i == 0 ? 0 : Math.sqrt(beta) * z[172]);
    }
    assertEquals(x, result.getDouble(1, 1, 4, 7), 1e-10);
  }

  @Test
  void missingVictimIsRefused() {
    Denoiser denoiser = SmoothDenoiser.of(SCHEDULE, VarianceType.FIXED_SMALL);
    PurifierConfig config = Preset.PAPER.config().withRounds(FULL);
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> Purifier.of(denoiser, config, NOISE, Optional.empty()));
    assertTrue(e.getMessage().startsWith("victim: got none"), e.getMessage());
  }
}
