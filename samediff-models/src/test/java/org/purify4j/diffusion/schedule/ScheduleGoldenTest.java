package org.purify4j.diffusion.schedule;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.testing.NpzResource;

/** Against tables that {@code schedule/make.py} computed by the papers' formulas. */
class ScheduleGoldenTest {
  private static final double TOLERANCE = 1e-12;
  private static Map<String, INDArray> golden;

  @BeforeAll
  static void load() throws IOException {
    golden = NpzResource.read("/schedule/schedules.npz");
  }

  private static NoiseSchedule schedule(String name) {
    return name.equals("linear1000")
        ? LinearBetas.of(1000).build()
        : new CosineAlphaBar(4000).build();
  }

  @ParameterizedTest
  @ValueSource(strings = {"linear1000", "cosine4000"})
  void tables(String name) {
    NoiseSchedule s = schedule(name);
    check(name + ".betas", s::beta);
    check(name + ".alphas_cumprod", s::alphaBar);
    check(name + ".posterior_variance", t -> s.fixedVariance(VarianceType.FIXED_SMALL, t));
    check(name + ".posterior_log_variance_clipped", s::posteriorLogVarianceClipped);
    check(name + ".posterior_mean_coef1", s::posteriorMeanCoef1);
    check(name + ".posterior_mean_coef2", s::posteriorMeanCoef2);
    check(name + ".sqrt_recip_alphas_cumprod", s::sqrtRecipAlphaBar);
    check(name + ".sqrt_recipm1_alphas_cumprod", s::sqrtRecipm1AlphaBar);
  }

  @ParameterizedTest
  @CsvSource({"linear1000,100", "linear1000,ddim25", "cosine4000,100", "cosine4000,ddim25"})
  void respacing(String name, String respacing) {
    NoiseSchedule full = schedule(name);
    int[] steps = Respacing.parse(respacing).steps(full.timesteps(), 0);
    String key = name + ".respace." + respacing;
    assertArrayEquals(golden.get(key).castTo(DataType.INT32).dup('c').data().asInt(), steps);
    NoiseSchedule respaced = full.respaced(steps);
    check(key + ".betas", respaced::beta);
    for (int i = 0; i < steps.length; i++) {
      assertEquals(steps[i], respaced.modelTimestep(i));
    }
  }

  private static void check(String key, IntToDoubleFunction table) {
    INDArray array = golden.get(key);
    assertEquals(DataType.DOUBLE, array.dataType());
    double[] expected = array.dup('c').data().asDouble();
    for (int t = 0; t < expected.length; t++) {
      double allowed = TOLERANCE * Math.max(1, Math.abs(expected[t]));
      int step = t;
      assertEquals(expected[t], table.applyAsDouble(t), allowed, () -> key + " at " + step);
    }
  }
}
