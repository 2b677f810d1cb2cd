package org.purify4j.diffusion.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.noise.Draw;
import org.purify4j.diffusion.noise.GaussianNoise;
import org.purify4j.diffusion.noise.NoiseSource;
import org.purify4j.diffusion.noise.NoiseSource.Kind;
import org.purify4j.diffusion.noise.NoiseSource.Step;
import org.purify4j.diffusion.sampler.Clipping;
import org.purify4j.diffusion.sampler.DpmSolverPlusPlusSampler;
import org.purify4j.diffusion.sampler.DpmSolverPlusPlusSampler.Equation;
import org.purify4j.diffusion.sampler.HeunSampler;
import org.purify4j.diffusion.sampler.Sampler;
import org.purify4j.diffusion.sampler.Samplers;
import org.purify4j.diffusion.schedule.NoiseLevel;
import org.purify4j.diffusion.schedule.NoiseSchedule;
import org.purify4j.diffusion.schedule.Respacing;
import org.purify4j.diffusion.schedule.VarianceType;
import org.purify4j.diffusion.testing.Numbers;
import org.purify4j.diffusion.testing.SmoothDenoiser;

/** What a chain makes of one pixel by each sampler, in scalar arithmetic. */
class ChainBySamplerTest {
  private static final long[] SHAPE = {2, 3, 2, 2};
  private static final NoiseSchedule SCHEDULE =
      NoiseSchedule.ofBetas(0.01, 0.02, 0.03, 0.05, 0.07, 0.1);
  private static final Draw DRAW = new Draw(new long[] {5, 17}, 2);
  private static final NoiseSource NOISE = new GaussianNoise(3);
  private static final INDArray INPUT = Numbers.images(1, SHAPE).muli(2).subi(1);

  /** The pixel that is looked at, in the second image. */
  private static final int[] PIXEL = {1, 2, 0, 1};

  private static final int PIXEL_OFFSET = 9;

  private static INDArray run(PurifierConfig config, VarianceType variance) {
    return chain(config, variance).run(INPUT, DRAW, StepObserver.none());
  }

  private static Chain chain(PurifierConfig config, VarianceType variance) {
    Denoiser denoiser = SmoothDenoiser.of(SCHEDULE, variance);
    return Chain.of(denoiser.networks().open(2, 2, 2), denoiser, config, NOISE, Optional.empty());
  }

  private static double noise(int round, Kind kind, int index) {
    float[] values = new float[12];
    NOISE.fill(17, 2, round, new Step(kind, index), values);
    return values[PIXEL_OFFSET];
  }

  private static double clean(double x, double bar, int timestep) {
    double noise = 0.6 * x + 0.3 * Math.sin(2 * x + 0.1 * timestep);
    return (x - Math.sqrt(1 - bar) * noise) / Math.sqrt(bar);
  }

  /** Lu et al. 2022, algorithm 2, twice over. */
  @ParameterizedTest
  @EnumSource
  void multistepChainFollowsTheAlgorithm(Equation equation) {
    int[] kept = {0, 1, 3, 5};
    PurifierConfig config =
        PurifierConfig.of(new NoiseLevel.Timestep(5))
            .withRounds(new NoiseLevel.Timestep(5), new NoiseLevel.Timestep(3))
            .withClipping(Clipping.NONE)
            .withRespacing(Respacing.parse("steps:0,1,3,5"))
            .withSampler(new DpmSolverPlusPlusSampler(equation));
    double x = INPUT.getDouble(PIXEL);
    for (int round = 0; round < 2; round++) {
      int start = 3 - round;
      double bar = SCHEDULE.alphaBar(kept[start]);
      x = Math.sqrt(bar) * x + Math.sqrt(1 - bar) * noise(round, Kind.FORWARD, 0);
      double previous = Double.NaN;
      for (int i = start; i > 0; i--) {
        bar = SCHEDULE.alphaBar(kept[i]);
        double next = SCHEDULE.alphaBar(kept[i - 1]);
        double clean = clean(x, bar, kept[i]);
        double h = lambda(next) - lambda(bar);
        double d = clean;
        if (i < start) {
          double r = (lambda(bar) - lambda(SCHEDULE.alphaBar(kept[i + 1]))) / h;
          d += (clean - previous) / (2 * r);
        }
        int times = equation == Equation.SDE ? 2 : 1;
        x =
            Math.sqrt((1 - next) / (1 - bar)) * Math.exp(-(times - 1) * h) * x
                + Math.sqrt(next) * (1 - Math.exp(-times * h)) * d;
        if (equation == Equation.SDE) {
          double deviation = Math.sqrt((1 - next) * (1 - Math.exp(-2 * h)));
          x += deviation * noise(round, Kind.REVERSE, i);
        }
        previous = clean;
      }
      x = clean(x, SCHEDULE.alphaBar(0), 0);
    }
    INDArray result = run(config, VarianceType.LEARNED_RANGE);
    assertEquals(x, result.getDouble(PIXEL), 1e-10);
  }

  /** Karras et al. 2022, algorithm 1, for z = x/sqrt(ᾱ) and σ = sqrt(1/ᾱ − 1). */
  @Test
  void heunsChainFollowsTheAlgorithm() {
    PurifierConfig config =
        PurifierConfig.of(new NoiseLevel.Timestep(4))
            .withClipping(Clipping.NONE)
            .withRespacing(Respacing.parse("steps:0,1,4"))
            .withSampler(new HeunSampler());
    int[] kept = {0, 1, 4};
    double bar = SCHEDULE.alphaBar(4);
    double z = INPUT.getDouble(PIXEL) + Math.sqrt(1 / bar - 1) * noise(0, Kind.FORWARD, 0);
    for (int i = 2; i >= 0; i--) {
      double sigma = Math.sqrt(1 / SCHEDULE.alphaBar(kept[i]) - 1);
      double next = i == 0 ? 0 : Math.sqrt(1 / SCHEDULE.alphaBar(kept[i - 1]) - 1);
      double slope = (z - denoised(z, kept[i])) / sigma;
      double end = z + (next - sigma) * slope;
      if (i > 0) {
        double slopeAtEnd = (end - denoised(end, kept[i - 1])) / next;
        end = z + (next - sigma) * (slope + slopeAtEnd) / 2;
      }
      z = end;
    }
    Meter meter = new Meter();
    Denoiser denoiser = SmoothDenoiser.of(SCHEDULE, VarianceType.FIXED_SMALL);
    MeteredNetwork network = new MeteredNetwork(denoiser.networks().open(2, 2, 2), meter);
    Chain chain = Chain.of(network, denoiser, config, NOISE, Optional.empty());
    INDArray result = chain.run(INPUT, DRAW, StepObserver.none());
    assertEquals(z, result.getDouble(PIXEL), 1e-10);
    assertEquals(2 + 2 + 1, meter.cost().networkCalls());
  }

  /** D(z; σ) of Karras et al. */
  private static double denoised(double z, int timestep) {
    double bar = SCHEDULE.alphaBar(timestep);
    return clean(Math.sqrt(bar) * z, bar, timestep);
  }

  private static double lambda(double alphaBar) {
    return Math.log(alphaBar / (1 - alphaBar)) / 2;
  }

  /** One of each kind, and the other forms that some have. */
  static Stream<Sampler> samplers() {
    Stream<String> examples = Samplers.ALL.kinds().stream().map(kind -> kind.example());
    return Stream.concat(examples, Stream.of("ddim", "ddim:1", "dpm++")).map(Sampler::parse);
  }

  /** One step is x̂_0 of the noised image (Carlini et al. 2022), whatever the sampler. */
  @ParameterizedTest
  @MethodSource("samplers")
  void oneStepIsTheCleanEstimate(Sampler sampler) {
    PurifierConfig config =
        PurifierConfig.of(new NoiseLevel.Timestep(4))
            .withRespacing(new Respacing.Evenly(1))
            .withClipping(Clipping.NONE)
            .withSampler(sampler);
    double bar = SCHEDULE.alphaBar(4);
    double x =
        Math.sqrt(bar) * INPUT.getDouble(PIXEL) + Math.sqrt(1 - bar) * noise(0, Kind.FORWARD, 0);
    for (VarianceType variance : VarianceType.values()) {
      assertEquals(clean(x, bar, 4), run(config, variance).getDouble(PIXEL), 1e-12);
    }
  }

  @Test
  void oneStepIsOneCall() {
    PurifierConfig config =
        PurifierConfig.of(new NoiseLevel.PixelSigma(0.1)).withRespacing(new Respacing.Evenly(1));
    assertEquals(1, chain(config, VarianceType.FIXED_SMALL).steps());
  }
}
