package org.purify4j.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.chain.PurifierConfig;
import org.purify4j.diffusion.guidance.DistanceTarget;
import org.purify4j.diffusion.guidance.Guidance;
import org.purify4j.diffusion.guidance.GuidanceScale;
import org.purify4j.diffusion.guidance.SquaredDistance;
import org.purify4j.diffusion.noise.Draw;
import org.purify4j.diffusion.sampler.DdimSampler;

/** Every x_t of PyTorch's chains. */
class SamplerChainGoldenTest {
  private static final double TOLERANCE = 2e-4;
  private static GoldenChain golden;

  @BeforeAll
  static void open() {
    golden = new GoldenChain();
  }

  @AfterAll
  static void close() {
    if (golden != null) {
      golden.close();
    }
  }

  @Test
  void ddpm() {
    check(golden.config(), "ddpm_trajectory");
  }

  @Test
  void ddim() {
    check(golden.config().withSampler(new DdimSampler(0)), "ddim_trajectory");
  }

  @Test
  void squaredErrorGuided() {
    double scale = golden.sampler().doubles("mse_guidance_scale")[0];
    Guidance guidance =
        Guidance.of(new SquaredDistance(1, DistanceTarget.NOISED_INPUT))
            .withScale(new GuidanceScale.Constant(scale));
    check(golden.config().withGuidance(guidance), "mse_guided_trajectory");
  }

  private static void check(PurifierConfig config, String trajectory) {
    INDArray expected = golden.sampler().array(trajectory);
    INDArray input = golden.sampler().array("x0");
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
