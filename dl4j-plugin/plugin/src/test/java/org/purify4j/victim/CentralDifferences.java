package org.purify4j.victim;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.ToDoubleFunction;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Compares a gradient with central differences of the function it should belong to. */
public final class CentralDifferences {
  private CentralDifferences() {}

  /**
   * Asserts that every {@code stride}-th element agrees, relative to the largest element.
   *
   * @param function of double-precision images
   */
  public static void assertGradient(
      INDArray gradient, ToDoubleFunction<INDArray> function, INDArray at, int stride) {
    double step = 1e-5;
    double tolerance = 1e-6;
    double[] actual = gradient.dup('c').data().asDouble();
    INDArray x = at.dup('c');
    double largest = gradient.amaxNumber().doubleValue();
    assertTrue(largest > 1e-6, "gradient vanishes");
    for (int i = 0; i < actual.length; i += stride) {
      double value = x.data().getDouble(i);
      x.data().put(i, value + step);
      double above = function.applyAsDouble(x);
      x.data().put(i, value - step);
      double below = function.applyAsDouble(x);
      x.data().put(i, value);
      double expected = (above - below) / (2 * step);
      double error = Math.abs(expected - actual[i]) / largest;
      assertTrue(
          error < tolerance,
          "element " + i + ": difference quotient " + expected + ", gradient " + actual[i]);
    }
  }
}
