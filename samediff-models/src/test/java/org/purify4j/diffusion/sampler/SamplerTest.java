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
import org.purify4j.diffusion.schedule.NoiseSchedule;
import org.purify4j.diffusion.schedule.VarianceType;

class SamplerTest {
  private static final NoiseSchedule SCHEDULE = NoiseSchedule.ofBetas(0.05, 0.2, 0.3, 0.15);
  private static final long[] SHAPE = {2, 3, 2, 1};

  private record Case(Sampler sampler, ReverseStep step) {}

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (Sampler sampler : List.of(new DdpmSampler(), new DdimSampler(0), new DdimSampler(0.7))) {
      for (VarianceType variance : VarianceType.values()) {
        for (Clipping clipping : Clipping.values()) {
          for (int index : new int[] {0, 2}) {
            cases.add(new Case(sampler, new ReverseStep(SCHEDULE, index, variance, clipping)));
          }
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

  private static INDArray after(Case c, INDArray x, StepInputs inputs) {
    INDArray result = x.dup();
    c.sampler().step(c.step(), result, inputs);
    return result;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void pullbackAgreesWithFiniteDifferences(Case c) {
    long outputs = c.step().variance() == VarianceType.LEARNED_RANGE ? 6 : 3;
    INDArray x = numbers(1, 1.2, SHAPE);
    INDArray output = numbers(2, 0.9, 2, outputs, 2, 1);
    INDArray guidance = numbers(3, 1.5, SHAPE);
    Optional<INDArray> noise = Optional.of(numbers(4, 1.1, SHAPE));
    INDArray cotangent = numbers(5, 1, SHAPE);
    StepGradient gradient =
        c.sampler()
            .pullback(c.step(), x, new StepInputs(output, Optional.of(guidance), noise), cotangent);
    check(
        "x",
        gradient.x(),
        x,
        v -> after(c, v, new StepInputs(output, Optional.of(guidance), noise)),
        cotangent);
    check(
        "output",
        gradient.output(),
        output,
        v -> after(c, x, new StepInputs(v, Optional.of(guidance), noise)),
        cotangent);
    check(
        "guidance",
        gradient.guidance(),
        guidance,
        v -> after(c, x, new StepInputs(output, Optional.of(v), noise)),
        cotangent);
  }

  private static void check(
      String what,
      INDArray gradient,
      INDArray at,
      Function<INDArray, INDArray> step,
      INDArray cotangent) {
    double h = 1e-5;
    for (long i = 0; i < at.length(); i++) {
      INDArray moved = at.dup();
      moved.putScalar(i, at.getDouble(i) + h);
      double up = step.apply(moved).mul(cotangent).sumNumber().doubleValue();
      moved.putScalar(i, at.getDouble(i) - h);
      double down = step.apply(moved).mul(cotangent).sumNumber().doubleValue();
      long element = i;
      assertEquals(
          (up - down) / (2 * h), gradient.getDouble(i), 1e-7, () -> what + " at " + element);
    }
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
    INDArray result =
        after(c, x, new StepInputs(output, Optional.of(guidance), Optional.of(noise)));
    int t = step.index();
    double bar = SCHEDULE.alphaBar(t);
    double before = SCHEDULE.previousAlphaBar(t);
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
          double sigma =
              ddim.eta() * Math.sqrt((1 - before) / (1 - bar)) * Math.sqrt(1 - bar / before);
          expected =
              Math.sqrt(before) * clean + Math.sqrt(1 - before - sigma * sigma) * eps + sigma * z;
        } else {
          double mean =
              (Math.sqrt(before) * beta * clean + Math.sqrt(1 - beta) * (1 - before) * xt)
                  / (1 - bar);
          double small = beta * (1 - before) / (1 - bar);
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
        assertEquals(expected, result.getDouble(at), 1e-12, c::toString);
      }
    }
  }

  @Test
  void badArgumentsAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new DdimSampler(-0.1));
    assertThrows(
        IllegalArgumentException.class,
        () -> new ReverseStep(SCHEDULE, 4, VarianceType.FIXED_SMALL, Clipping.NONE));
    Case noisy =
        new Case(
            new DdpmSampler(),
            new ReverseStep(SCHEDULE, 1, VarianceType.LEARNED_RANGE, Clipping.NONE));
    INDArray x = numbers(1, 1, SHAPE);
    StepInputs threeChannels = new StepInputs(x, Optional.empty(), Optional.of(x));
    assertThrows(IllegalArgumentException.class, () -> after(noisy, x, threeChannels));
    StepInputs noNoise =
        new StepInputs(Nd4j.zeros(DataType.DOUBLE, 2, 6, 2, 1), Optional.empty(), Optional.empty());
    assertThrows(IllegalArgumentException.class, () -> after(noisy, x, noNoise));
  }
}
