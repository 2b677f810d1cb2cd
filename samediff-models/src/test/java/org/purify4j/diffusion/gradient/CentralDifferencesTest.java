package org.purify4j.diffusion.gradient;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.purify4j.diffusion.testing.Numbers;

/** Of y = sin(3x), pixel by pixel, whose derivatives are known. */
class CentralDifferencesTest {
  private static final long[] SHAPE = {2, 3, 4, 4};
  private static final INDArray X = Numbers.gaussian(1, SHAPE).muli(0.4);
  private static final INDArray V = Numbers.gaussian(2, SHAPE);
  private static final INDArray V_CHANGE = Numbers.gaussian(3, SHAPE);

  private static Tape sine(INDArray x) {
    INDArray slope = Transforms.cos(x.mul(3), false).muli(3);
    return Tape.of(Transforms.sin(x.mul(3), false), slope::mul);
  }

  private static void assertRight(INDArray u, DataType type, double tolerance) {
    DualTape tape =
        CentralDifferences.of(CentralDifferencesTest::sine, X.castTo(type), u.castTo(type), 2);
    INDArray slope = Transforms.cos(X.mul(3), false).muli(3);
    assertNear(Transforms.sin(X.mul(3), false), tape.output(), tolerance);
    assertNear(slope.mul(u), tape.outputTangent(), tolerance);
    assertNear(slope.mul(V), tape.gradient(V.castTo(type)), tolerance);
    // v̇ is along u, and so as long
    INDArray change = V_CHANGE.mul(u.norm2Number());
    INDArray bent = Transforms.sin(X.mul(3), false).muli(-9).muli(u).muli(V);
    assertNear(
        slope.mul(change).addi(bent),
        tape.gradientTangent(V.castTo(type), change.castTo(type)),
        tolerance);
  }

  private static void assertNear(INDArray expected, INDArray actual, double tolerance) {
    double error = expected.sub(actual.castTo(DataType.DOUBLE)).norm2Number().doubleValue();
    assertEquals(0, error / expected.norm2Number().doubleValue(), tolerance);
  }

  /** Scaled squares of the shortest underflow in float32. */
  @ParameterizedTest
  @ValueSource(doubles = {1e-25, 1e-3, 1, 1e6})
  void theLengthOfTheDirectionDoesNotMatter(double length) {
    assertRight(Numbers.gaussian(4, SHAPE).muli(length), DataType.DOUBLE, 1e-9);
    assertRight(Numbers.gaussian(4, SHAPE).muli(length), DataType.FLOAT, 1e-3);
  }

  @Test
  void anImageThatDoesNotChangeHasNoTangents() {
    INDArray u = Numbers.gaussian(4, SHAPE);
    u.slice(1).assign(0);
    DualTape tape = CentralDifferences.of(CentralDifferencesTest::sine, X, u, 2);
    INDArray none = V.mul(0);
    assertEquals(0, tape.outputTangent().slice(1).amaxNumber().doubleValue());
    assertEquals(0, tape.gradientTangent(V, none).slice(1).amaxNumber().doubleValue());
    u.slice(0).assign(0);
    DualTape other = CentralDifferences.of(CentralDifferencesTest::sine, X, u.dup(), 2);
    assertEquals(0, other.gradientTangent(V, none).amaxNumber().doubleValue());
  }
}
