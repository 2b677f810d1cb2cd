package org.purify4j.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.chain.PurifierConfig;
import org.purify4j.diffusion.guidance.DistanceTarget;
import org.purify4j.diffusion.guidance.Guidance;
import org.purify4j.diffusion.guidance.GuidanceScale;
import org.purify4j.diffusion.guidance.SquaredDistance;
import org.purify4j.diffusion.noise.Draw;
import org.purify4j.diffusion.sampler.DdimSampler;
import org.purify4j.diffusion.sampler.DpmSolverPlusPlusSampler;
import org.purify4j.diffusion.sampler.Sampler;

/** Every x_t of chains that were computed by PyTorch. */
@Tag("every-engine")
class SamplerChainGoldenTest {
  private static final double TOLERANCE = 2e-4;

  @ParameterizedTest
  @EnumSource
  void ddpm(ChainSource source) {
    try (GoldenChain golden = new GoldenChain(source)) {
      check(golden, golden.config(), "ddpm_trajectory");
    }
  }

  @ParameterizedTest
  @EnumSource
  void ddim(ChainSource source) {
    try (GoldenChain golden = new GoldenChain(source)) {
      check(golden, golden.config().withSampler(new DdimSampler(0)), "ddim_trajectory");
    }
  }

  @Test
  void dpmSolverPlusPlus() {
    Sampler solver = new DpmSolverPlusPlusSampler(DpmSolverPlusPlusSampler.Equation.ODE);
    try (GoldenChain golden = new GoldenChain(ChainSource.OWN)) {
      check(golden, golden.config().withSampler(solver), "solver_trajectory");
    }
  }

  @ParameterizedTest
  @EnumSource
  void squaredErrorGuided(ChainSource source) {
    try (GoldenChain golden = new GoldenChain(source)) {
      double scale = golden.doubles("mse_guidance_scale")[0];
      Guidance guidance =
          Guidance.of(new SquaredDistance(1, DistanceTarget.NOISED_INPUT))
              .withScale(new GuidanceScale.Constant(scale));
      check(golden, golden.config().withGuidance(guidance), "mse_guided_trajectory");
    }
  }

  private static void check(GoldenChain golden, PurifierConfig config, String trajectory) {
    INDArray expected = golden.array(trajectory);
    INDArray input = golden.array("x0");
    int[] steps = {0};
    golden
        .with(config, Optional.empty())
        .run(
            input,
            Draw.of(0, 1),
            event -> {
              assertEquals(GoldenChain.STEPS, event.steps());
              INDArray wanted = expected.slice(event.step() - 1);
              double error = event.x().sub(wanted).amaxNumber().doubleValue();
              assertEquals(0, error, TOLERANCE, () -> trajectory + " after " + event.step());
              steps[0]++;
            });
    assertEquals(GoldenChain.STEPS, steps[0]);
  }
}
