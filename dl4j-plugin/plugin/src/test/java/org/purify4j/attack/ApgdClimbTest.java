package org.purify4j.attack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;

/** The step-size rule of Auto-PGD, against traces worked by hand and the algorithm in its words. */
class ApgdClimbTest {
  private static final int STEPS = 100;
  private static final double EPSILON = 0.1;
  private static final PixelRows PIXELS = new PixelRows(DataType.DOUBLE, new long[] {1, 1, 3});

  @Test
  void checkpointsAreThePapers() {
    assertEquals(
        List.of(22, 41, 57, 70, 80, 87, 93, 99),
        List.copyOf(ApgdSchedule.of(STEPS).checkpoints().stream().sorted().toList()));
    assertEquals(
        List.of(3, 5, 6, 7, 8, 9), ApgdSchedule.of(10).checkpoints().stream().sorted().toList());
    assertEquals(List.of(), ApgdSchedule.of(1).checkpoints().stream().toList());
  }

  /** The step size, as a number of halvings, after so many steps with losses of a given course. */
  private static int halvings(int steps, IntToDoubleFunction losses) {
    double[] image = {0.5, 0.5, 0.5};
    ApgdClimb climb =
        new ApgdClimb(new Budget(Norm.LINF, EPSILON), PIXELS, image, image, ApgdSchedule.of(STEPS));
    for (int step = 0; step <= steps; step++) {
      climb.advance(losses.applyAsDouble(step), new double[] {1, -1, 1});
    }
    return (int) Math.round(-Math.log(climb.stepSize() / (2 * EPSILON)) / Math.log(2));
  }

  @Test
  void stepsStayLongWhileTheLossRises() {
    assertEquals(0, halvings(STEPS, step -> step));
  }

  @Test
  void stepsAreHalvedAtEveryCheckpointWhereTheLossStands() {
    assertEquals(0, halvings(21, step -> 1));
    assertEquals(1, halvings(22, step -> 1));
    assertEquals(1, halvings(40, step -> 1));
    assertEquals(2, halvings(41, step -> 1));
    assertEquals(8, halvings(STEPS, step -> 1));
  }

  /** Of the first 22 steps 17 rise in the first course, 16 in the second: 0.75 · 22 = 16.5. */
  @Test
  void fewerThanThreeQuartersOfRisingStepsHalve() {
    assertEquals(0, halvings(22, step -> step <= 17 ? step : 17 - 0.01 * step));
    assertEquals(1, halvings(22, step -> step <= 16 ? step : 16 - 0.01 * step));
  }

  /**
   * After a best of 100 at step 22, the loss rises in all steps to the next checkpoint but never to
   * 100: no condition but the second one halves.
   */
  @Test
  void aBestThatStaysHalvesOnceInTwoCheckpoints() {
    IntToDoubleFunction losses = step -> step <= 22 ? 78 + step : step * 0.5;
    assertEquals(0, halvings(40, losses));
    assertEquals(1, halvings(41, losses));
    assertEquals(1, halvings(57, losses));
    assertEquals(2, halvings(70, losses));
  }

  private static double loss(double[] x) {
    return Math.sin(40 * x[0]) + Math.cos(25 * x[1]) + 3 * x[2] * x[0] - 20 * (x[1] - 0.5) * x[2];
  }

  private static double[] gradient(double[] x) {
    return new double[] {
      40 * Math.cos(40 * x[0]) + 3 * x[2],
      -25 * Math.sin(25 * x[1]) - 20 * x[2],
      3 * x[0] - 20 * (x[1] - 0.5)
    };
  }

  /** Another writing of algorithm 1, with every iterate and loss in a table. */
  @ParameterizedTest
  @EnumSource(value = Norm.class, names = "L1", mode = EnumSource.Mode.EXCLUDE)
  void pathIsThatOfTheAlgorithmInItsWords(Norm norm) {
    double[] image = {0.45, 0.97, 0.5};
    double[] start = {0.5, 0.95, 0.52};
    ApgdClimb climb =
        new ApgdClimb(new Budget(norm, EPSILON), PIXELS, image, start, ApgdSchedule.of(STEPS));
    double[][] x = new double[STEPS + 2][];
    double[] f = new double[STEPS + 2];
    x[0] = start;
    f[0] = loss(start);
    double largest = f[0];
    double[] best = start;
    double step = 2 * EPSILON;
    int[] w = {0, 22, 41, 57, 70, 80, 87, 93, 99};
    double[] stepAt = {step, 0, 0, 0, 0, 0, 0, 0, 0};
    double[] largestAt = {largest, 0, 0, 0, 0, 0, 0, 0, 0};
    int j = 1;
    for (int k = 0; k < STEPS; k++) {
      assertArrayEquals(x[k], climb.point(), 1e-9, norm + " at " + k);
      climb.advance(loss(climb.point()), gradient(climb.point()));
      if (j < w.length && k == w[j]) {
        int rises = 0;
        for (int i = w[j - 1]; i < w[j]; i++) {
          rises += f[i + 1] > f[i] ? 1 : 0;
        }
        boolean first = rises < 0.75 * (w[j] - w[j - 1]);
        boolean second = (j == 1 || stepAt[j - 1] == stepAt[j - 2]) && largestAt[j - 1] == largest;
        if (first || second) {
          step /= 2;
          x[k] = best;
          f[k] = largest;
        }
        stepAt[j] = step;
        largestAt[j] = largest;
        j++;
      }
      double[] previous = k == 0 ? x[k] : x[k - 1];
      double alpha = k == 0 ? 1 : 0.75;
      double[] z = projected(norm, image, plus(x[k], step, direction(norm, gradient(x[k]))));
      double[] next = new double[3];
      for (int i = 0; i < 3; i++) {
        next[i] = x[k][i] + alpha * (z[i] - x[k][i]) + (1 - alpha) * (x[k][i] - previous[i]);
      }
      x[k + 1] = projected(norm, image, next);
      f[k + 1] = loss(x[k + 1]);
      if (f[k + 1] > largest) {
        largest = f[k + 1];
        best = x[k + 1];
      }
      assertEquals(step, climb.stepSize(), 1e-15, norm + " step size at " + k);
    }
    assertTrue(step < EPSILON / 8, "the step size was halved often: " + step);
  }

  private static double[] plus(double[] from, double factor, double[] direction) {
    double[] sum = new double[from.length];
    for (int i = 0; i < sum.length; i++) {
      sum[i] = from[i] + factor * direction[i];
    }
    return sum;
  }

  private static double[] direction(Norm norm, double[] gradient) {
    double length = NearestPoints.length(gradient, new double[gradient.length]);
    double[] direction = new double[gradient.length];
    for (int i = 0; i < direction.length; i++) {
      direction[i] = norm == Norm.LINF ? Math.signum(gradient[i]) : gradient[i] / length;
    }
    return direction;
  }

  private static double[] projected(Norm norm, double[] image, double[] point) {
    return norm == Norm.LINF
        ? NearestPoints.inCube(image, point, EPSILON)
        : NearestPoints.inBall(image, point, EPSILON);
  }
}
