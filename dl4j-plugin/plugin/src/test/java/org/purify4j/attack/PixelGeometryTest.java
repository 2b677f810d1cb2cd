package org.purify4j.attack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;

/** Projections against bisection, on random points of which many leave [0, 1]. */
class PixelGeometryTest {
  private static final int TRIALS = 200;
  private static final int PIXELS = 12;

  @Test
  void ballIsReachedByTheShortestWay() {
    SplittableRandom random = new SplittableRandom(1);
    for (int trial = 0; trial < TRIALS; trial++) {
      double[] image = random.doubles(PIXELS, 0, 1).toArray();
      double[] point = random.doubles(PIXELS, -2, 3).toArray();
      double epsilon = random.nextDouble(0.01, 2);
      double[] nearest = point.clone();
      L2Geometry.INSTANCE.project(nearest, image, epsilon);
      assertArrayEquals(NearestPoints.inBall(image, point, epsilon), nearest, 1e-9);
      double[] inCube = point.clone();
      LinfGeometry.INSTANCE.project(inCube, image, epsilon);
      assertArrayEquals(NearestPoints.inCube(image, point, epsilon), inCube, 1e-15);
    }
  }

  @Test
  void hyperplaneIsReachedByTheShortestWay() {
    SplittableRandom random = new SplittableRandom(2);
    for (int trial = 0; trial < TRIALS; trial++) {
      double[] image = random.doubles(PIXELS, 0, 1).toArray();
      double[] normal = random.doubles(PIXELS, -1, 1).toArray();
      normal[0] = 0;
      double value = -random.nextDouble(0.01, 2);
      double[] nearest = new double[PIXELS];
      L2Geometry.INSTANCE.hyperplane().nearest(image, normal, value, nearest);
      assertArrayEquals(NearestPoints.onPlane(image, normal, value), nearest, 1e-9);
      LinfGeometry.INSTANCE.hyperplane().nearest(image, normal, value, nearest);
      assertArrayEquals(NearestPoints.onPlaneByCube(image, normal, value), nearest, 1e-9);
      double[] upwards = new double[PIXELS];
      double[] mirrored = new double[PIXELS];
      for (int i = 0; i < PIXELS; i++) {
        mirrored[i] = -normal[i];
      }
      LinfGeometry.INSTANCE.hyperplane().nearest(image, mirrored, -value, upwards);
      assertArrayEquals(nearest, upwards);
    }
  }

  @Test
  void withoutADirectionNothingMoves() {
    double[] image = {0.2, 0.7};
    double[] to = new double[2];
    L2Geometry.INSTANCE.hyperplane().nearest(image, new double[2], -1, to);
    assertArrayEquals(image, to);
    L2Geometry.INSTANCE.ascend(image, new double[2], 0.5, to);
    assertArrayEquals(image, to);
    LinfGeometry.INSTANCE.ascend(image, new double[2], 0.5, to);
    assertArrayEquals(image, to);
  }

  @Test
  void directionOfATinyGradientIsThatOfALargeOne() {
    double[] from = {0.5, 0.5};
    double[] to = new double[2];
    L2Geometry.INSTANCE.ascend(from, new double[] {3e-200, 4e-200}, 0.1, to);
    assertArrayEquals(new double[] {0.56, 0.58}, to, 1e-12);
  }

  /** What is rounded to float32 comes no further from the image, and is a float. */
  @Test
  void roundingKeepsTheBudget() {
    PixelRows pixels = new PixelRows(DataType.FLOAT, new long[] {1, 1, PIXELS});
    SplittableRandom random = new SplittableRandom(3);
    for (int trial = 0; trial < TRIALS; trial++) {
      double[] image = random.doubles(PIXELS).map(value -> (float) value).toArray();
      double[] point = random.doubles(PIXELS, -0.5, 1.5).toArray();
      double[] settled = point.clone();
      pixels.settle(settled, image);
      for (int i = 0; i < PIXELS; i++) {
        assertEquals((float) settled[i], settled[i]);
        assertTrue(settled[i] >= 0 && settled[i] <= 1);
        assertTrue(Math.abs(settled[i] - image[i]) <= Math.abs(point[i] - image[i]));
        double clipped = Math.max(0, Math.min(1, point[i]));
        assertEquals(clipped, settled[i], Math.ulp((float) clipped));
      }
    }
  }
}
