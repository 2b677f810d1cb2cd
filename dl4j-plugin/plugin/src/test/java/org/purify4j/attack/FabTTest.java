package org.purify4j.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.array.Rows;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.classifier.Softmax;
import org.purify4j.diffusion.noise.Draw;
import org.purify4j.victim.Dl4jVictim;
import org.purify4j.victim.Networks;
import org.purify4j.victim.TestImages;

class FabTTest {
  private static final int SIDE = 4;
  private static final int PIXELS = 3 * SIDE * SIDE;
  private static final int CLASSES = 4;
  private static final Draw DRAW = Draw.of(1, 2, 3, 4, 5, 6);

  /** With pixels near the border, so that the box matters. */
  private static final INDArray IMAGES = TestImages.uniform(2, DataType.DOUBLE, 6, 3, SIDE, SIDE);

  private static int[] classesOf(NoisyClassifier target, INDArray images, Draw draw) {
    double[][] logits = Softmax.rows(target.logits(images, draw));
    int[] classes = new int[logits.length];
    for (int i = 0; i < classes.length; i++) {
      classes[i] = Softmax.largest(logits[i]);
    }
    return classes;
  }

  /** The nearest of the boundaries to the other classes, each by bisection. */
  private static double[] nearest(Norm norm, double[][] weights, double[] image, int label) {
    double[] best = image;
    double distance = Double.POSITIVE_INFINITY;
    for (int t = 0; t < CLASSES; t++) {
      if (t != label) {
        double[] normal = new double[PIXELS];
        double value = 0;
        for (int i = 0; i < PIXELS; i++) {
          normal[i] = weights[i][t] - weights[i][label];
          value += normal[i] * image[i];
        }
        double[] point =
            norm == Norm.LINF
                ? NearestPoints.onPlaneByCube(image, normal, value)
                : NearestPoints.onPlane(image, normal, value);
        double away = norm.geometry().distance(point, image);
        if (away < distance) {
          best = point;
          distance = away;
        }
      }
    }
    return best;
  }

  @ParameterizedTest
  @EnumSource(value = Norm.class, names = "L1", mode = EnumSource.Mode.EXCLUDE)
  void findsTheNearestPointOfALinearVictim(Norm norm) {
    INDArray weights = TestImages.uniform(1, -1, 1, DataType.DOUBLE, PIXELS, CLASSES);
    NoisyClassifier target = NoisyClassifier.of(new LinearVictim(weights));
    int[] labels = classesOf(target, IMAGES, DRAW);
    Budget large = new Budget(norm, 100);
    INDArray found =
        FabT.of(AttackSettings.of(large).withSteps(20)).perturb(target, IMAGES, labels, DRAW);
    int[] classes = classesOf(target, found, DRAW);
    for (int i = 0; i < labels.length; i++) {
      assertNotEquals(labels[i], classes[i]);
      double[] image = PixelRows.read(IMAGES)[i];
      double[] expected = nearest(norm, weights.toDoubleMatrix(), image, labels[i]);
      double[] actual = PixelRows.read(found)[i];
      double distance = norm.geometry().distance(expected, image);
      assertEquals(distance, norm.geometry().distance(actual, image), 1e-3 * distance);
      double off = norm.geometry().distance(actual, expected);
      assertTrue(off < 2e-2 * distance, "image " + i + " off by " + off + " of " + distance);
    }
  }

  /** What lies beyond the budget is gone towards as far as the budget goes. */
  @ParameterizedTest
  @EnumSource(value = Norm.class, names = "L1", mode = EnumSource.Mode.EXCLUDE)
  void budgetDecides(Norm norm) {
    INDArray weights = TestImages.uniform(1, -1, 1, DataType.DOUBLE, PIXELS, CLASSES);
    NoisyClassifier target = NoisyClassifier.of(new LinearVictim(weights));
    INDArray image = Rows.of(IMAGES, 0, 1).dup('c');
    Draw draw = Draw.of(1);
    int[] label = classesOf(target, image, draw);
    double[] original = PixelRows.read(image)[0];
    double distance =
        norm.geometry()
            .distance(nearest(norm, weights.toDoubleMatrix(), original, label[0]), original);
    for (double share : new double[] {0.95, 1.05}) {
      Budget budget = new Budget(norm, share * distance);
      INDArray found =
          FabT.of(AttackSettings.of(budget).withSteps(20)).perturb(target, image, label, draw);
      assertEquals(share > 1, classesOf(target, found, draw)[0] != label[0]);
      double size = norm.geometry().distance(PixelRows.read(found)[0], original);
      assertEquals(Math.min(share, 1) * distance, size, 1e-3 * distance);
    }
  }

  @ParameterizedTest
  @EnumSource(value = Norm.class, names = "L1", mode = EnumSource.Mode.EXCLUDE)
  void moreStepsComeNoLessNear(Norm norm) {
    NoisyClassifier target = NoisyClassifier.of(Dl4jVictim.of(Networks.graph(DataType.FLOAT)));
    INDArray images = TestImages.uniform(3, DataType.FLOAT, 6, 3, Networks.SIDE, Networks.SIDE);
    int[] labels = classesOf(target, images, DRAW);
    double previous = Double.POSITIVE_INFINITY;
    for (int steps : new int[] {3, 10, 40}) {
      FabT fab = FabT.of(AttackSettings.of(new Budget(norm, 1000)).withSteps(steps));
      INDArray found = fab.perturb(target, images, labels, DRAW);
      double mean = 0;
      for (int i = 0; i < labels.length; i++) {
        mean +=
            norm.geometry().distance(PixelRows.read(found)[i], PixelRows.read(images)[i])
                / labels.length;
        assertNotEquals(labels[i], classesOf(target, found, DRAW)[i]);
      }
      assertTrue(mean <= previous * 1.0001, steps + " steps: " + previous + " -> " + mean);
      previous = mean;
    }
  }
}
