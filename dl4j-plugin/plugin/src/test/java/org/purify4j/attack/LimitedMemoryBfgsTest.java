package org.purify4j.attack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import opennlp.tools.ml.maxent.quasinewton.Function;
import opennlp.tools.ml.maxent.quasinewton.QNMinimizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitedMemoryBfgsTest {
  /** Rosenbrock's valley of so many variables, moved so that 0 is not special, and its queries. */
  private static final class Valley implements Function {
    private final int dimension;
    private final List<List<Double>> asked = new ArrayList<>();

    Valley(int dimension) {
      this.dimension = dimension;
    }

    @Override
    public int getDimension() {
      return dimension;
    }

    @Override
    public double valueAt(double[] x) {
      ask(x);
      double sum = 0;
      for (int i = 0; i + 1 < dimension; i++) {
        double bend = bend(x, i);
        double slope = slope(x, i);
        sum += 100 * bend * bend + slope * slope;
      }
      return sum;
    }

    @Override
    public double[] gradientAt(double[] x) {
      ask(x);
      double[] gradient = new double[dimension];
      for (int i = 0; i + 1 < dimension; i++) {
        double bend = bend(x, i);
        gradient[i] += -400 * bend * (x[i] - 0.7) - 2 * slope(x, i);
        gradient[i + 1] += 200 * bend;
      }
      return gradient;
    }

    private static double bend(double[] x, int i) {
      double here = x[i] - 0.7;
      return x[i + 1] - 0.7 - here * here;
    }

    private static double slope(double[] x, int i) {
      return 1.7 - x[i];
    }

    private void ask(double[] x) {
      List<Double> point = new ArrayList<>();
      for (double value : x) {
        point.add(value);
      }
      asked.add(point);
    }
  }

  /** Until more is to be remembered than the memory holds. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, QNMinimizer.M_DEFAULT + 1})
  void asksAndFindsWhatOpenNlpDoes(int steps) {
    Valley expected = new Valley(7);
    double[] theirs =
        new QNMinimizer(0, 0, steps, QNMinimizer.M_DEFAULT, Integer.MAX_VALUE).minimize(expected);
    Valley actual = new Valley(7);
    assertArrayEquals(theirs, LimitedMemoryBfgs.minimise(actual, steps));
    assertEquals(expected.asked, actual.asked);
  }

  /** Along a curved valley, which takes more steps than are remembered. */
  @Test
  void convergesAfterItsMemoryIsFull() {
    Valley valley = new Valley(7);
    double[] found = LimitedMemoryBfgs.minimise(valley, 100);
    double[] lowest = new double[7];
    Arrays.fill(lowest, 1.7);
    assertArrayEquals(lowest, found, 1e-4);
    assertTrue(valley.asked.size() > 2 * QNMinimizer.M_DEFAULT, "" + valley.asked.size());
  }
}
