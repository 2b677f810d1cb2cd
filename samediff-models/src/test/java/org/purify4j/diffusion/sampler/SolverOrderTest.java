package org.purify4j.diffusion.sampler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.sampler.DpmSolverPlusPlusSampler.Equation;
import org.purify4j.diffusion.schedule.NoiseSchedule;
import org.purify4j.diffusion.schedule.VarianceType;
import org.purify4j.diffusion.testing.Numbers;

/**
 * The solvers on data that is Gaussian, of which all is known: with x_0 ~ N(m, s²), x_t ~ N(α_t m,
 * v_t), v_t = ᾱ_t s² + 1 − ᾱ_t, the noise is ε = sqrt(1 − ᾱ_t)(x_t − α_t m)/v_t, and the
 * probability flow keeps (x_t − α_t m)/sqrt(v_t).
 */
class SolverOrderTest {
  private static final OneCallSampler ODE = new DpmSolverPlusPlusSampler(Equation.ODE);
  private static final OneCallSampler SDE = new DpmSolverPlusPlusSampler(Equation.SDE);
  private static final double MEAN = 0.3;
  private static final double DEVIATION = 0.5;

  /**
   * A schedule whose log(α/σ) falls from 3 to −2 in steps of which every second is three times as
   * long as the other, so that a wrong ratio of steps costs an order.
   */
  private static NoiseSchedule uneven(int steps) {
    double[] alphaBars = new double[steps + 1];
    double unit = 5.0 / (2 * steps);
    double lambda = 3;
    for (int t = 0; t <= steps; t++) {
      alphaBars[t] = 1 / (1 + Math.exp(-2 * lambda));
      lambda -= unit * (t % 2 == 0 ? 1 : 3);
    }
    return NoiseSchedule.ofAlphaBars(alphaBars);
  }

  private static ReverseStep step(NoiseSchedule schedule, int t) {
    int start = schedule.timesteps() - 1;
    return new ReverseStep(schedule, t, start, VarianceType.FIXED_SMALL, Clipping.NONE);
  }

  private static double variance(NoiseSchedule schedule, int t) {
    return schedule.alphaBar(t) * DEVIATION * DEVIATION + 1 - schedule.alphaBar(t);
  }

  /** From the start to step 0 with the exact ε of data with this mean. */
  private static INDArray solve(
      Sampler sampler, NoiseSchedule schedule, double mean, INDArray x, IntFunction<INDArray> z) {
    SamplerState state = sampler.start(x.dup());
    for (int t = schedule.timesteps() - 1; t > 0; t--) {
      sampler.step(
          step(schedule, t),
          state,
          (at, step) -> new GuidedOutput(noise(step, mean, at), Optional.empty()),
          Optional.of(z.apply(t)));
    }
    return state.x();
  }

  /** The exact ε. */
  private static INDArray noise(ReverseStep step, double mean, INDArray x) {
    NoiseSchedule schedule = step.schedule();
    int t = step.index();
    return x.sub(schedule.signalScale(t) * mean)
        .muli(schedule.noiseScale(t) / variance(schedule, t));
  }

  private static double errorOfOde(Sampler sampler, int steps) {
    NoiseSchedule schedule = uneven(steps);
    double offset = 0.9;
    INDArray x = scalar(schedule.signalScale(steps) * MEAN + offset);
    double exact =
        schedule.signalScale(0) * MEAN
            + offset * Math.sqrt(variance(schedule, 0) / variance(schedule, steps));
    INDArray solved = solve(sampler, schedule, MEAN, x, t -> x);
    return Math.abs(solved.getDouble(0) - exact);
  }

  /** Half the step: a quarter of the error, of which DDIM, for comparison, keeps half. */
  private static void assertSecondOrder(IntToDoubleFunction error, IntToDoubleFunction ofDdim) {
    for (int steps : new int[] {64, 128}) {
      double coarse = error.applyAsDouble(steps);
      double coarseOfDdim = ofDdim.applyAsDouble(steps);
      assertEquals(4, coarse / error.applyAsDouble(2 * steps), 0.3, "steps: " + steps);
      assertEquals(2, coarseOfDdim / ofDdim.applyAsDouble(2 * steps), 0.2, "steps: " + steps);
      assertTrue(coarse < coarseOfDdim / 5, () -> coarse + " against " + coarseOfDdim);
    }
  }

  @Test
  void odeSolverIsOfSecondOrder() {
    assertSecondOrder(n -> errorOfOde(ODE, n), n -> errorOfOde(new DdimSampler(0), n));
  }

  @Test
  void heunIsOfSecondOrder() {
    assertSecondOrder(
        n -> errorOfOde(new HeunSampler(), n), n -> errorOfOde(new DdimSampler(0), n));
  }

  /**
   * The variance that a chain of a linear ε gives, without a random number: the sum of the squares
   * of what the start and each noise alone become.
   */
  private static double errorOfVariance(Sampler sampler, int steps) {
    NoiseSchedule schedule = uneven(steps);
    INDArray x = Nd4j.zeros(DataType.DOUBLE, steps + 1, 1, 1, 1);
    x.putScalar(0, Math.sqrt(variance(schedule, steps)));
    INDArray responses =
        solve(
            sampler,
            schedule,
            0,
            x,
            t -> Nd4j.zeros(DataType.DOUBLE, steps + 1, 1, 1, 1).putScalar(t, 1));
    return Math.abs(Numbers.dot(responses, responses) - variance(schedule, 0));
  }

  @Test
  void varianceOfTheSdeSolverIsOfSecondOrder() {
    assertSecondOrder(n -> errorOfVariance(SDE, n), n -> errorOfVariance(new DdimSampler(1), n));
  }

  @ParameterizedTest
  @EnumSource
  void firstStepIsDdim(Equation equation) {
    NoiseSchedule schedule = uneven(6);
    OneCallSampler ddim = new DdimSampler(equation == Equation.ODE ? 0 : 1);
    INDArray x = Numbers.gaussian(1, 2, 3, 4, 4);
    StepInputs inputs =
        new StepInputs(
            Numbers.gaussian(2, 2, 3, 4, 4),
            Optional.of(Numbers.gaussian(3, 2, 3, 4, 4)),
            Optional.of(Numbers.gaussian(4, 2, 3, 4, 4)));
    SamplerState solved = new DpmSolverPlusPlusSampler(equation).start(x.dup());
    new DpmSolverPlusPlusSampler(equation).step(step(schedule, 6), solved, inputs);
    SamplerState expected = ddim.start(x.dup());
    ddim.step(step(schedule, 6), expected, inputs);
    assertEquals(0, solved.x().sub(expected.x()).amaxNumber().doubleValue(), 0);
  }

  private static INDArray scalar(double value) {
    return Nd4j.createFromArray(value).reshape(1, 1, 1, 1);
  }
}
