package org.purify4j.attack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;

/** The steps of the search on made-up answers, against the equations written out. */
class FabSearchTest {
  private static final PixelRows PIXELS = new PixelRows(DataType.DOUBLE, new long[] {1, 1, 3});
  private static final double[] IMAGE = {0.5, 0.1, 0.9};

  private static LossReply reply(double loss, double... gradient) {
    return new LossReply(loss, loss, loss > 0, gradient);
  }

  private static double[] onPlane(Norm norm, double[] from, double value, double[] normal) {
    return norm == Norm.LINF
        ? NearestPoints.onPlaneByCube(from, normal, value)
        : NearestPoints.onPlane(from, normal, value);
  }

  @ParameterizedTest
  @EnumSource(value = Norm.class, names = "L1", mode = EnumSource.Mode.EXCLUDE)
  void stepsAreThoseOfTheEquations(Norm norm) {
    FabSearch search = new FabSearch(norm, PIXELS, IMAGE);
    search.step(reply(-0.1, 0.3, -0.5, 1));
    double[] x = search.point().clone();
    double[] d = onPlane(norm, IMAGE, -0.1, new double[] {0.3, -0.5, 1});
    for (int i = 0; i < 3; i++) {
      assertEquals(
          Math.min(1, Math.max(0, IMAGE[i] + 1.05 * (d[i] - IMAGE[i]))), x[i], 1e-12, "" + i);
    }
    search.check(reply(-0.02));
    assertEquals(Double.POSITIVE_INFINITY, search.distance());

    double[] normal = {0.6, 0.2, -0.4};
    double atImage = -0.03;
    for (int i = 0; i < 3; i++) {
      atImage += normal[i] * (IMAGE[i] - x[i]);
    }
    search.step(reply(-0.03, normal));
    double[] near = onPlane(norm, x, -0.03, normal);
    double[] ofImage = onPlane(norm, IMAGE, atImage, normal);
    double way = norm.geometry().distance(near, x);
    double share = way / (way + norm.geometry().distance(ofImage, IMAGE));
    double alpha = Math.min(share, 0.1);
    double[] next = new double[3];
    for (int i = 0; i < 3; i++) {
      double step = (1 - alpha) * (x[i] + 1.05 * (near[i] - x[i]));
      step += alpha * (IMAGE[i] + 1.05 * (ofImage[i] - IMAGE[i]));
      next[i] = Math.max(0, Math.min(1, step));
    }
    assertArrayEquals(next, search.point(), 1e-9);

    search.check(reply(0.04));
    assertEquals(norm.geometry().distance(next, IMAGE), search.distance(), 1e-9);
    assertArrayEquals(next, search.found(), 1e-9);
    for (int i = 0; i < 3; i++) {
      assertEquals(IMAGE[i] + 0.9 * (next[i] - IMAGE[i]), search.point()[i], 1e-9);
    }
  }

  /** The secant from a margin of −0.1 to one of 0.3 crosses 0 after a quarter of the way. */
  @ParameterizedTest
  @EnumSource(value = Norm.class, names = "L1", mode = EnumSource.Mode.EXCLUDE)
  void finalStepsGoByTheSecant(Norm norm) {
    FabSearch search = new FabSearch(norm, PIXELS, IMAGE);
    search.step(reply(-0.1, 0.3, -0.5, 1));
    double[] far = search.point().clone();
    search.check(reply(0.3));
    search.aimBetween();
    for (int i = 0; i < 3; i++) {
      assertEquals(IMAGE[i] + 0.25 * (far[i] - IMAGE[i]), search.point()[i], 1e-4);
    }
    double[] quarter = search.point().clone();
    search.narrow(reply(-0.1));
    assertArrayEquals(far, search.found());
    search.aimBetween();
    for (int i = 0; i < 3; i++) {
      assertEquals(quarter[i] + 0.25 * (far[i] - quarter[i]), search.point()[i], 1e-4);
    }
    search.narrow(reply(0.001));
    assertArrayEquals(search.point(), search.found());
  }
}
