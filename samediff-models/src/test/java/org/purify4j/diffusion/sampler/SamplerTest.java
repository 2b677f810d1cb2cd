package org.purify4j.diffusion.sampler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.sampler.DpmSolverPlusPlusSampler.Equation;
import org.purify4j.diffusion.schedule.NoiseSchedule;
import org.purify4j.diffusion.schedule.VarianceType;
import org.purify4j.diffusion.testing.Numbers;

class SamplerTest {
  private static final NoiseSchedule SCHEDULE = NoiseSchedule.ofBetas(0.05, 0.2, 0.3, 0.15);
  private static final long[] SHAPE = {2, 3, 2, 1};
  private static final List<OneCallSampler> SAMPLERS =
      List.of(
          new DdpmSampler(),
          new DdimSampler(0),
          new DdimSampler(0.7),
          new DpmSolverPlusPlusSampler(Equation.ODE),
          new DpmSolverPlusPlusSampler(Equation.SDE));

  private record Case(OneCallSampler sampler, ReverseStep step) {}

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (OneCallSampler sampler : SAMPLERS) {
      for (VarianceType variance : VarianceType.values()) {
        for (Clipping clipping : Clipping.values()) {
          cases.add(new Case(sampler, new ReverseStep(SCHEDULE, 0, 3, variance, clipping)));
          cases.add(new Case(sampler, new ReverseStep(SCHEDULE, 2, 3, variance, clipping)));
          cases.add(new Case(sampler, new ReverseStep(SCHEDULE, 2, 2, variance, clipping)));
        }
      }
    }
    return cases;
  }

  private static INDArray numbers(int salt, double scale, long... shape) {
    INDArray array = Nd4j.create(DataType.DOUBLE, shape);
    for (long i = 0; i < array.length(); i++) {
      array.putScalar(i, scale * Math.sin(1 + 7.3 * salt + 1.7 * i));
    }
    return array;
  }

  /** The state that a step leaves, {@code before} being the estimate of the step before. */
  private static SamplerState after(Case c, INDArray x, INDArray before, StepInputs inputs) {
    SamplerState state = c.sampler().start(x.dup());
    state.estimate().ifPresent(estimate -> estimate.assign(before));
    c.sampler().step(c.step(), state, inputs);
    return state;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void pullbackAgreesWithFiniteDifferences(Case c) {
    long outputs = c.step().variance() == VarianceType.LEARNED_RANGE ? 6 : 3;
    INDArray x = numbers(1, 1.2, SHAPE);
    INDArray output = numbers(2, 0.9, 2, outputs, 2, 1);
    INDArray guidance = numbers(3, 1.5, SHAPE);
    Optional<INDArray> noise = Optional.of(numbers(4, 1.1, SHAPE));
    INDArray before = numbers(5, 0.8, SHAPE);
    SamplerState cotangent =
        new SamplerState(numbers(6, 1, SHAPE), Optional.of(numbers(7, 0.6, SHAPE)));
    StepInputs inputs = new StepInputs(output, Optional.of(guidance), noise);
    StepGradient gradient = c.sampler().pullback(c.step(), x, inputs, cotangent);
    check("x", gradient.state().x(), x, v -> after(c, v, before, inputs), cotangent);
    check(
        "estimate",
        gradient.state().estimate().orElse(Nd4j.zeros(DataType.DOUBLE, SHAPE)),
        before,
        v -> after(c, x, v, inputs),
        cotangent);
    check(
        "output",
        gradient.output(),
        output,
        v -> after(c, x, before, new StepInputs(v, Optional.of(guidance), noise)),
        cotangent);
    check(
        "guidance",
        gradient.guidance(),
        guidance,
        v -> after(c, x, before, new StepInputs(output, Optional.of(v), noise)),
        cotangent);
  }

  private static void check(
      String what,
      INDArray gradient,
      INDArray at,
      Function<INDArray, SamplerState> step,
      SamplerState cotangent) {
    double h = 1e-5;
    for (long i = 0; i < at.length(); i++) {
      INDArray moved = at.dup();
      moved.putScalar(i, at.getDouble(i) + h);
      double up = loss(step.apply(moved), cotangent);
      moved.putScalar(i, at.getDouble(i) - h);
      double down = loss(step.apply(moved), cotangent);
      long element = i;
      assertEquals(
          (up - down) / (2 * h), gradient.getDouble(i), 1e-7, () -> what + " at " + element);
    }
  }

  private static double loss(SamplerState state, SamplerState cotangent) {
    double ofEstimate =
        state
            .estimate()
            .map(estimate -> Numbers.dot(estimate, cotangent.estimate().orElseThrow()))
            .orElse(0.0);
    return Numbers.dot(state.x(), cotangent.x()) + ofEstimate;
  }

  /** Every number of a step by scalar arithmetic from the papers' own formulas. */
  @ParameterizedTest
  @MethodSource("cases")
  void stepFollowsTheFormula(Case c) {
    ReverseStep step = c.step();
    boolean learned = step.variance() == VarianceType.LEARNED_RANGE;
    INDArray x = numbers(1, 1.2, SHAPE);
    INDArray output = numbers(2, 0.9, 2, learned ? 6 : 3, 2, 1);
    INDArray guidance = numbers(3, 1.5, SHAPE);
    INDArray noise = numbers(4, 1.1, SHAPE);
    INDArray before = numbers(5, 0.8, SHAPE);
    StepInputs inputs = new StepInputs(output, Optional.of(guidance), Optional.of(noise));
    SamplerState result = after(c, x, before, inputs);
    int t = step.index();
    double bar = SCHEDULE.alphaBar(t);
    double next = SCHEDULE.previousAlphaBar(t);
    double beta = SCHEDULE.beta(t);
    for (int n = 0; n < 2; n++) {
      for (int k = 0; k < 6; k++) {
        int[] at = {n, k / 2, k % 2, 0};
        double xt = x.getDouble(at);
        double g = guidance.getDouble(at);
        double z = c.sampler().addsNoise(step) ? noise.getDouble(at) : 0;
        double clean = (xt - Math.sqrt(1 - bar) * output.getDouble(at)) / Math.sqrt(bar);
        if (step.clipping() == Clipping.UNIT_RANGE) {
          clean = Math.max(-1, Math.min(1, clean));
        }
        double expected;
        if (c.sampler() instanceof DdimSampler ddim) {
          double eps = (xt - Math.sqrt(bar) * clean) / Math.sqrt(1 - bar);
          eps += Math.sqrt(1 - bar) * g;
          clean = (xt - Math.sqrt(1 - bar) * eps) / Math.sqrt(bar);
          double sigma = ddim.eta() * Math.sqrt((1 - next) / (1 - bar)) * Math.sqrt(1 - bar / next);
          expected =
              Math.sqrt(next) * clean + Math.sqrt(1 - next - sigma * sigma) * eps + sigma * z;
        } else if (c.sampler() instanceof DpmSolverPlusPlusSampler solver) {
          double eps = (xt - Math.sqrt(bar) * clean) / Math.sqrt(1 - bar) + Math.sqrt(1 - bar) * g;
          clean = (xt - Math.sqrt(1 - bar) * eps) / Math.sqrt(bar);
          expected = solved(solver.equation(), step, xt, clean, before.getDouble(at), z);
          assertEquals(clean, result.estimate().orElseThrow().getDouble(at), 1e-12, c::toString);
        } else {
          double mean =
              (Math.sqrt(next) * beta * clean + Math.sqrt(1 - beta) * (1 - next) * xt) / (1 - bar);
          double small = beta * (1 - next) / (1 - bar);
          double smallClipped =
              t == 0 ? SCHEDULE.beta(1) * (1 - bar) / (1 - SCHEDULE.alphaBar(1)) : small;
          double variance =
              switch (step.variance()) {
                case FIXED_SMALL -> small;
                case FIXED_LARGE -> t == 0 ? smallClipped : beta;
                case LEARNED_RANGE -> {
                  double v = (output.getDouble(n, 3 + at[1], at[2], at[3]) + 1) / 2;
                  yield Math.exp(v * Math.log(beta) + (1 - v) * Math.log(smallClipped));
                }
              };
          expected = mean - variance * g + Math.sqrt(variance) * z;
        }
        assertEquals(expected, result.x().getDouble(at), 1e-12, c::toString);
      }
    }
  }

  /** Lu et al.'s formulas, in their own letters. */
  private static double solved(
      Equation equation, ReverseStep step, double x, double clean, double before, double z) {
    int t = step.index();
    if (t == 0) {
      return clean;
    }
    double h = lambda(t - 1) - lambda(t);
    double d = clean;
    if (t < step.start()) {
      double r = (lambda(t) - lambda(t + 1)) / h;
      d = (1 + 1 / (2 * r)) * clean - 1 / (2 * r) * before;
    }
    double alpha = SCHEDULE.signalScale(t - 1);
    double sigma = SCHEDULE.noiseScale(t - 1);
    double ratio = sigma / SCHEDULE.noiseScale(t);
    return switch (equation) {
      case ODE -> ratio * x - alpha * (Math.exp(-h) - 1) * d;
      case SDE ->
          ratio * Math.exp(-h) * x
              + alpha * (1 - Math.exp(-2 * h)) * d
              + sigma * Math.sqrt(1 - Math.exp(-2 * h)) * z;
    };
  }

  private static double lambda(int t) {
    return Math.log(SCHEDULE.signalScale(t) / SCHEDULE.noiseScale(t));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void unguidedStepToTheCleanImageIsTheCleanEstimate(Case c) {
    NoiseSchedule schedule = SCHEDULE.respaced(c.step().index(), 3);
    ReverseStep last = new ReverseStep(schedule, 0, 1, c.step().variance(), c.step().clipping());
    INDArray x = numbers(1, 1.2, SHAPE);
    INDArray output = numbers(2, 0.9, 2, 6, 2, 1);
    StepInputs inputs = new StepInputs(output, Optional.empty(), Optional.empty());
    INDArray result = after(new Case(c.sampler(), last), x, numbers(5, 0.8, SHAPE), inputs).x();
    INDArray estimate = CleanEstimate.at(last).of(x, output);
    assertEquals(0, result.sub(estimate).amaxNumber().doubleValue(), 0);
  }

  @Test
  void badArgumentsAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new DdimSampler(-0.1));
    assertThrows(
        IllegalArgumentException.class,
        () -> new ReverseStep(SCHEDULE, 0, 4, VarianceType.FIXED_SMALL, Clipping.NONE));
    assertThrows(
        IllegalArgumentException.class,
        () -> new ReverseStep(SCHEDULE, 3, 2, VarianceType.FIXED_SMALL, Clipping.NONE));
    Case noisy =
        new Case(
            new DdpmSampler(),
            new ReverseStep(SCHEDULE, 1, 3, VarianceType.LEARNED_RANGE, Clipping.NONE));
    INDArray x = numbers(1, 1, SHAPE);
    StepInputs threeChannels = new StepInputs(x, Optional.empty(), Optional.of(x));
    assertThrows(IllegalArgumentException.class, () -> after(noisy, x, x, threeChannels));
    StepInputs noNoise =
        new StepInputs(Nd4j.zeros(DataType.DOUBLE, 2, 6, 2, 1), Optional.empty(), Optional.empty());
    assertThrows(IllegalArgumentException.class, () -> after(noisy, x, x, noNoise));
    Case twoSteps = new Case(new DpmSolverPlusPlusSampler(Equation.ODE), noisy.step());
    assertThrows(
        IllegalArgumentException.class,
        () -> twoSteps.sampler().step(twoSteps.step(), SamplerState.of(x), noNoise));
  }
}
