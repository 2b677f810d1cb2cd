package org.purify4j.diffusion.guidance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.gradient.DualTape;
import org.purify4j.diffusion.gradient.SecondDerivative;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.schedule.NoiseSchedule;
import org.purify4j.diffusion.testing.ClosedForm;
import org.purify4j.diffusion.testing.DifferencedVictim;
import org.purify4j.diffusion.testing.Numbers;
import org.purify4j.diffusion.testing.SharpVictim;
import org.purify4j.diffusion.testing.SmoothVictim;

/** Second derivatives of guidance by victims that are certain, exact and by differences. */
class ConfidentGuidanceTest {
  private static final long[] SHAPE = {24, 3, 5, 4};
  private static final NoiseSchedule SCHEDULE = NoiseSchedule.ofBetas(0.05, 0.2, 0.3);
  private static final int STEP = 1;

  static Stream<Arguments> cases() {
    List<Arguments> cases = new ArrayList<>();
    for (double factor : new double[] {1, 30, 100}) {
      for (OutputLoss loss : OutputLoss.values()) {
        for (EvaluateAt at : EvaluateAt.values()) {
          cases.add(Arguments.of(factor, loss, at));
        }
      }
    }
    return cases.stream();
  }

  /** A clean estimate x + 0.2·sin x. */
  private record Scene(INDArray input, Classifier victim) implements GuidanceContext {
    @Override
    public NoiseSchedule schedule() {
      return SCHEDULE;
    }

    @Override
    public INDArray noisedInput(int step, int copy) {
      throw new IllegalStateException("not asked");
    }

    @Override
    public Tape cleanEstimate(INDArray x, int step) {
      return cleanEstimate(x, x.mul(0), step);
    }

    @Override
    public DualTape cleanEstimate(INDArray x, INDArray direction, int step) {
      INDArray slope = Transforms.cos(x, true).muli(0.2).addi(1);
      INDArray bent = Transforms.sin(x, true).muli(-0.2).muli(direction);
      return new ClosedForm(
          x.add(Transforms.sin(x, true).muli(0.2)),
          slope.mul(direction),
          slope::mul,
          (v, change) -> bent.mul(v).addi(slope.mul(change)));
    }

    @Override
    public List<Tape> purified(int draws) {
      throw new IllegalStateException("not asked");
    }
  }

  private static Classifier victim(double factor, DataType type) {
    return new SharpVictim(new SmoothVictim(4, 60, type), factor);
  }

  private static INDArray pulledBack(VictimOutput term, Classifier victim, DataType type) {
    INDArray input = Numbers.images(1, SHAPE).muli(2).subi(1);
    INDArray x = input.mul(0.8).addi(Numbers.gaussian(2, SHAPE).muli(0.3));
    INDArray ofX = Nd4j.zeros(type, SHAPE);
    BoundTerm bound = term.bind(new Scene(input.castTo(type), victim));
    INDArray cotangent = Numbers.gaussian(4, SHAPE).castTo(type);
    bound.pullback(x.castTo(type), STEP, cotangent, ofX, ofX.dup());
    return ofX.castTo(DataType.DOUBLE);
  }

  /** Of the gradient itself in float64, at a step that is small against the sharpest softmax. */
  private static INDArray differences(VictimOutput term, Classifier victim) {
    INDArray input = Numbers.images(1, SHAPE).muli(2).subi(1);
    INDArray x = input.mul(0.8).addi(Numbers.gaussian(2, SHAPE).muli(0.3));
    INDArray change = Numbers.gaussian(4, SHAPE).muli(1e-7);
    BoundTerm bound = term.bind(new Scene(input, victim));
    INDArray ahead = bound.gradient(x.add(change), STEP);
    return ahead.subi(bound.gradient(x.sub(change), STEP)).divi(2e-7);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void agreesWithCentralDifferencesOfTheGradient(double factor, OutputLoss loss, EvaluateAt at) {
    VictimOutput term = new VictimOutput(2, loss, new OutputReference.Input(), at);
    INDArray expected = differences(term, victim(factor, DataType.DOUBLE));
    assertTrue(expected.norm2Number().doubleValue() > 1e-6, "there is something to compare");
    Classifier exact = victim(factor, DataType.DOUBLE);
    assertClose(expected, pulledBack(term, exact, DataType.DOUBLE), 1e-4);
    Classifier single = victim(factor, DataType.FLOAT);
    assertClose(expected, pulledBack(term, single, DataType.FLOAT), 1e-2);
    Classifier differenced = new DifferencedVictim(single);
    assertClose(expected, pulledBack(term, differenced, DataType.FLOAT), 1e-2);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whatIsSaidIsWhatIsDone(double factor, OutputLoss loss, EvaluateAt at) {
    Guidance guidance =
        Guidance.of(
            new SquaredDistance(1, DistanceTarget.INPUT),
            new VictimOutput(2, loss, new OutputReference.Input(), at));
    SecondDerivative exact = SecondDerivative.EXACT;
    SecondDerivative differences = SecondDerivative.DIFFERENCES;
    assertEquals(exact, guidance.secondDerivative(exact, exact));
    assertEquals(differences, guidance.secondDerivative(differences, exact));
    assertEquals(
        at == EvaluateAt.NOISY ? exact : differences,
        guidance.secondDerivative(exact, differences));
    assertEquals(exact, Guidance.none().secondDerivative(differences, differences));
  }

  private static void assertClose(INDArray expected, INDArray actual, double tolerance) {
    double error = expected.sub(actual).norm2Number().doubleValue();
    assertEquals(0, error / expected.norm2Number().doubleValue(), tolerance);
  }
}
