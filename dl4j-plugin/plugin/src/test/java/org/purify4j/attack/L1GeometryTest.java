package org.purify4j.attack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.attack.loss.CrossEntropyLoss;
import org.purify4j.attack.loss.MarginLoss;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.classifier.Softmax;
import org.purify4j.diffusion.noise.Draw;
import org.purify4j.victim.TestImages;

/** Attacks in L1 against what characterises the best point, not against another way to it. */
class L1GeometryTest {
  private static final int PIXELS = 12;
  private static final L1Geometry L1 = L1Geometry.INSTANCE;

  /** The nearest point p of a convex set is the one with ⟨w − p, z − p⟩ ≤ 0 for all z in it. */
  @Test
  void projectionIsTheNearestPointOfBallAndBox() {
    SplittableRandom random = new SplittableRandom(1);
    for (int trial = 0; trial < 300; trial++) {
      double[] image = random.doubles(PIXELS, 0, 1).toArray();
      if (trial % 3 == 0) {
        Arrays.setAll(image, i -> Math.rint(image[i]));
      }
      double[] point = random.doubles(PIXELS, -1, 2).toArray();
      double epsilon = random.nextDouble(0.05, 5);
      double[] nearest = point.clone();
      L1.project(nearest, image, epsilon);
      assertTrue(L1.distance(nearest, image) <= epsilon * (1 + 1e-12));
      for (double value : nearest) {
        assertTrue(value >= 0 && value <= 1);
      }
      for (int other = 0; other < 100; other++) {
        double[] feasible = random.doubles(PIXELS, 0, 1).toArray();
        if (other < PIXELS) { // a corner of the ball
          feasible = image.clone();
          feasible[other] = image[other] < 0.5 ? 1 : 0;
        }
        double share = Math.min(1, epsilon / L1.distance(feasible, image));
        double product = 0;
        for (int i = 0; i < PIXELS; i++) {
          double z = image[i] + share * (feasible[i] - image[i]);
          product += (point[i] - nearest[i]) * (z - nearest[i]);
        }
        assertTrue(product <= 1e-9, trial + ": " + product);
      }
    }
  }

  @Test
  void whatIsWithinStays() {
    double[] image = {0, 0.5, 1, 0.25};
    double[] point = {0.1, 0.4, 0.9, 0.25};
    double[] projected = point.clone();
    L1.project(projected, image, 0.3 + 1e-12);
    assertArrayEquals(point, projected, 1e-15);
    L1.project(projected, image, 1e-6);
    assertEquals(1e-6, L1.distance(projected, image), 1e-15);
  }

  /** By duality, the distance is max over λ of λv − Σ max(0, λ|nᵢ| − 1) · roomᵢ. */
  @Test
  void hyperplaneIsReachedByTheShortestWay() {
    SplittableRandom random = new SplittableRandom(2);
    for (int trial = 0; trial < 200; trial++) {
      double[] image = random.doubles(PIXELS, 0, 1).toArray();
      double[] normal = random.doubles(PIXELS, -1, 1).toArray();
      normal[0] = 0;
      double value = (trial % 2 == 0 ? 1 : -1) * random.nextDouble(0.01, 1);
      double[] nearest = new double[PIXELS];
      L1.hyperplane().nearest(image, normal, value, nearest);
      double there = value;
      for (int i = 0; i < PIXELS; i++) {
        there += normal[i] * (nearest[i] - image[i]);
      }
      assertEquals(0, there, 1e-9);
      double dual = 0;
      for (int k = 1; k < PIXELS; k++) {
        dual = Math.max(dual, dual(image, normal, value, 1 / Math.abs(normal[k])));
      }
      assertEquals(dual, L1.distance(nearest, image), 1e-9);
    }
  }

  private static double dual(double[] image, double[] normal, double value, double lambda) {
    double bound = lambda * Math.abs(value);
    for (int i = 0; i < PIXELS; i++) {
      boolean up = value < 0 == normal[i] > 0;
      double room = up ? 1 - image[i] : image[i];
      bound -= Math.max(0, lambda * Math.abs(normal[i]) - 1) * room;
    }
    return bound;
  }

  /** Uniform in the ball of d dimensions: E‖x‖ = d / (d + 1), and no sign is preferred. */
  @Test
  void startsAreUniform() {
    int dimension = 3;
    int n = 20_000;
    double size = 0;
    double first = 0;
    var random = RandomSource.XO_SHI_RO_256_PP.create(5L);
    for (int i = 0; i < n; i++) {
      double[] point = Norm.L1.uniform(random, dimension);
      double distance = L1.distance(point, new double[dimension]);
      assertTrue(distance <= 1);
      size += distance / n;
      first += point[0] / n;
    }
    assertEquals(0.75, size, 0.01);
    assertEquals(0, first, 0.01);
  }

  /** The numbers with the largest gradients go to their borders until the budget is used. */
  private static double best(double[] image, double[] gradient, double epsilon) {
    Integer[] order = new Integer[image.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> Double.compare(Math.abs(gradient[b]), Math.abs(gradient[a])));
    double left = epsilon;
    double gained = 0;
    for (int i : order) {
      double way = Math.min(left, gradient[i] > 0 ? 1 - image[i] : image[i]);
      gained += way * Math.abs(gradient[i]);
      left -= way;
    }
    return gained;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.4, 3, 10})
  void autoPgdComesNearTheOptimumOfALinearVictim(double epsilon) {
    LinearVictim victim = new LinearVictim(TestImages.uniform(1, -1, 1, DataType.DOUBLE, 108, 2));
    INDArray images = TestImages.uniform(2, DataType.DOUBLE, 4, 3, 6, 6);
    double[] gradient = PixelRows.read(victim.direction(1, 3, 6, 6))[0];
    AttackSettings settings = AttackSettings.of(new Budget(Norm.L1, epsilon));
    for (Attack attack :
        new Attack[] {
          Apgd.of(new CrossEntropyLoss(), settings), Apgd.of(new MarginLoss(), settings)
        }) {
      INDArray found =
          attack.perturb(NoisyClassifier.of(victim), images, new int[4], Draw.of(1, 2, 3, 4));
      for (int i = 0; i < 4; i++) {
        double[] image = PixelRows.read(images)[i];
        double[] point = PixelRows.read(found)[i];
        double gained = 0;
        for (int at = 0; at < image.length; at++) {
          gained += gradient[at] * (point[at] - image[at]);
        }
        assertTrue(L1.distance(point, image) <= epsilon * (1 + 1e-12));
        double share = gained / best(image, gradient, epsilon);
        assertTrue(share > 0.95 && share < 1 + 1e-9, "image " + i + ": " + share);
      }
    }
  }

  @Test
  void fabAndDeepFoolFindTheNearestPointOfALinearVictim() {
    LinearVictim victim =
        new LinearVictim(TestImages.uniform(1, -1, 1, DataType.DOUBLE, PIXELS, 2));
    INDArray images = TestImages.uniform(2, DataType.DOUBLE, 5, 3, 2, 2);
    double[][] logits = Softmax.rows(victim.logits(images));
    int[] labels = new int[5];
    Arrays.setAll(labels, i -> Softmax.largest(logits[i]));
    AttackSettings settings = AttackSettings.of(new Budget(Norm.L1, 100)).withSteps(20);
    Draw draw = Draw.of(1, 2, 3, 4, 5);
    double[] normal = PixelRows.read(victim.direction(1, 3, 2, 2))[0];
    for (Attack attack :
        new Attack[] {FabT.of(settings), DeepFool.of(settings).withOvershoot(1e-6)}) {
      double[][] found =
          PixelRows.read(attack.perturb(NoisyClassifier.of(victim), images, labels, draw));
      for (int i = 0; i < 5; i++) {
        double[] image = PixelRows.read(images)[i];
        double value = logits[i][1] - logits[i][0];
        double distance = 0;
        for (int k = 0; k < PIXELS; k++) {
          distance = Math.max(distance, dual(image, normal, value, 1 / Math.abs(normal[k])));
        }
        assertEquals(1, L1.distance(found[i], image) / distance, 2e-3, attack + " image " + i);
      }
    }
  }

  @Test
  void attacksWithoutItRefuse() {
    AttackSettings settings = AttackSettings.of(Budget.usual(Norm.L1));
    assertEquals(
        "norm: got l1, must be linf or l2 for square",
        assertThrows(IllegalArgumentException.class, () -> Square.of(settings)).getMessage());
    assertThrows(IllegalArgumentException.class, () -> AutoAttack.of(settings));
    assertThrows(IllegalArgumentException.class, () -> CarliniWagner.of(settings));
  }
}
