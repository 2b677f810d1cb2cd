package org.purify4j.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

class PredictionsTest {
  @Test
  void threeRulesOverDraws() {
    Predictions predictions =
        new Predictions(new int[][] {{1, 1, 1, 1}, {2, 1, 2, 0}, {0, 3, 3, 0}, {5, 5, 4, 4}});
    Accuracy accuracy = predictions.accuracy(new int[] {1, 2, 3, 4});
    assertEquals((1 + 0.5 + 0.5 + 0.5) / 4, accuracy.mean().estimate(), 1e-12);
    assertEquals(0.25, accuracy.worst().estimate(), 1e-12);
    // Ties go to the smaller class: image 2 to 0 (wrong), image 3 to 4 (right).
    assertEquals(0.75, accuracy.majority().estimate(), 1e-12);
  }

  /** Closed form: (p + z²/2n ± z·sqrt(p(1−p)/n + z²/4n²))/(1 + z²/n), z = 1.959964. */
  @Test
  void intervalIsWilsons() {
    for (int[] counts : new int[][] {{0, 32}, {10, 32}, {120, 128}, {128, 128}}) {
      double n = counts[1];
      double p = counts[0] / n;
      double z = 1.959963984540054;
      double centre = (p + z * z / (2 * n)) / (1 + z * z / n);
      double half = z * Math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n);
      Proportion proportion = Proportion.of(counts[0], counts[1]);
      assertEquals(p, proportion.estimate(), 1e-15);
      assertEquals(centre - half, proportion.low(), 1e-9);
      assertEquals(centre + half, proportion.high(), 1e-9);
    }
  }

  @Test
  void meansOverDrawsKeepTheIntervalOfTheImages() {
    Proportion mean = Proportion.of(9.6, 32);
    assertEquals(0.3, mean.estimate(), 1e-12);
    assertEquals(Proportion.of(10, 32).low(), mean.low());
  }

  @Test
  void raggedDrawsAndNaNAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Predictions(new int[][] {{1, 2}, {1}}));
    assertThrows(IllegalArgumentException.class, () -> new Predictions(new int[0][]));
    assertThrows(
        ArithmeticException.class,
        () -> PredictedClasses.of(Nd4j.createFromArray(new float[][] {{1, Float.NaN}})));
  }
}
