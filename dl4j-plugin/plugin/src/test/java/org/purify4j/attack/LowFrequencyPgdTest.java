package org.purify4j.attack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.attack.transform.SeparableMap;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.noise.Draw;
import org.purify4j.victim.TestImages;

class LowFrequencyPgdTest {
  private static final int SIDE = 8;
  private static final SquareFrame FRAME = new SquareFrame(1, SIDE, SIDE);

  private static double[] wave(int ofRows, int ofColumns) {
    double[] wave = new double[SIDE * SIDE];
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        wave[y * SIDE + x] =
            Math.cos(Math.PI * ofRows * (y + 0.5) / SIDE)
                * Math.cos(Math.PI * ofColumns * (x + 0.5) / SIDE);
      }
    }
    return wave;
  }

  /** Each wave of the transform is kept whole or taken away whole. */
  @Test
  void projectionKeepsLowWavesAndNoOthers() {
    SeparableMap low = LowFrequencies.of(FRAME, 0.25);
    for (int u = 0; u < SIDE; u++) {
      for (int v = 0; v < SIDE; v++) {
        double[] expected = u < 2 && v < 2 ? wave(u, v) : new double[SIDE * SIDE];
        assertArrayEquals(expected, low.image(wave(u, v)), 1e-12, u + ", " + v);
      }
    }
    double[] image = new SplittableRandom(1).doubles(SIDE * SIDE).toArray();
    assertArrayEquals(image, LowFrequencies.of(FRAME, 1).image(image), 1e-12);
  }

  /** ⟨Px, y⟩ = ⟨x, Py⟩, and P P x = P x. */
  @Test
  void projectionIsItsOwnAdjoint() {
    SplittableRandom random = new SplittableRandom(2);
    SeparableMap low = LowFrequencies.of(new SquareFrame(1, 5, 9), 0.5);
    double[] x = random.doubles(45, -1, 1).toArray();
    double[] y = random.doubles(45, -1, 1).toArray();
    double forth = 0;
    double back = 0;
    for (int i = 0; i < 45; i++) {
      forth += low.image(x)[i] * y[i];
      back += x[i] * low.gradient(y)[i];
    }
    assertEquals(forth, back, 1e-12);
    assertArrayEquals(low.image(x), low.image(low.image(x)), 1e-12);
    assertArrayEquals(low.image(x), low.gradient(x), 1e-12);
  }

  /** On a linear classifier in L2 the best smooth change is along the projected gradient. */
  @Test
  void findsTheBestSmoothChangeOfALinearVictim() {
    LinearVictim victim =
        new LinearVictim(TestImages.uniform(1, -1, 1, DataType.DOUBLE, SIDE * SIDE, 2));
    INDArray image = TestImages.uniform(2, 0.4, 0.6, DataType.DOUBLE, 1, 1, SIDE, SIDE);
    INDArray found =
        LowFrequencyPgd.of(0.25, AttackSettings.of(new Budget(Norm.L2, 0.3)))
            .perturb(NoisyClassifier.of(victim), image, new int[1], Draw.of(1));
    double[] gradient = PixelRows.read(victim.direction(1, 1, SIDE, SIDE))[0];
    double[] best = LowFrequencies.of(FRAME, 0.25).image(gradient);
    double length = NearestPoints.length(best, new double[best.length]);
    double[] change = PixelRows.read(found.sub(image))[0];
    for (int i = 0; i < best.length; i++) {
      assertEquals(0.3 * best[i] / length, change[i], 1e-9);
    }
  }

  @ParameterizedTest
  @EnumSource(value = Norm.class, names = "L1", mode = EnumSource.Mode.EXCLUDE)
  void changesHaveNoHighFrequencies(Norm norm) {
    LinearVictim victim =
        new LinearVictim(TestImages.uniform(1, -1, 1, DataType.DOUBLE, SIDE * SIDE, 3));
    INDArray images = TestImages.uniform(2, 0.4, 0.6, DataType.DOUBLE, 3, 1, SIDE, SIDE);
    Budget budget = new Budget(norm, norm == Norm.LINF ? 0.1 : 0.3);
    INDArray found =
        LowFrequencyPgd.of(0.5, AttackSettings.of(budget))
            .perturb(NoisyClassifier.of(victim), images, new int[] {0, 1, 2}, Draw.of(1, 2, 3));
    for (double[] change : PixelRows.read(found.sub(images))) {
      assertArrayEquals(change, LowFrequencies.of(FRAME, 0.5).image(change), 1e-9);
      double size = norm.geometry().distance(change, new double[change.length]);
      assertTrue(size <= budget.epsilon() * (1 + 1e-9) && size > budget.epsilon() * 0.9, "" + size);
    }
  }

  @Test
  void shareIsAShare() {
    AttackSettings settings = AttackSettings.of(Budget.usual(Norm.L2));
    for (double share : new double[] {0, -1, 1.5, Double.NaN}) {
      assertThrows(IllegalArgumentException.class, () -> LowFrequencyPgd.of(share, settings));
    }
    assertEquals(0.5, ((LowFrequencyPgd) Attacks.all().parse("lf-pgd:0.5", settings)).share());
  }
}
