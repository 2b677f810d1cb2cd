package org.purify4j.diffusion.noise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.noise.NoiseSource.Kind;
import org.purify4j.diffusion.noise.NoiseSource.Step;

class GaussianNoiseTest {
  private static final Step FORWARD = new Step(Kind.FORWARD, 0);

  private static float[] draw(NoiseSource source, long id, long draw, int round, Step step, int n) {
    float[] out = new float[n];
    source.fill(id, draw, round, step, out);
    return out;
  }

  @Test
  void momentsAreThoseOfTheStandardNormal() {
    int n = 1_000_000;
    double[] moments = new double[5];
    int beyondThree = 0;
    for (float z : draw(new GaussianNoise(1), 2, 0, 0, FORWARD, n)) {
      double power = 1;
      for (int k = 1; k <= 4; k++) {
        power *= z;
        moments[k] += power / n;
      }
      beyondThree += Math.abs(z) > 3 ? 1 : 0;
    }
    // five standard errors of each estimate
    assertEquals(0, moments[1], 5 * Math.sqrt(1.0 / n));
    assertEquals(1, moments[2], 5 * Math.sqrt(2.0 / n));
    assertEquals(0, moments[3], 5 * Math.sqrt(15.0 / n));
    assertEquals(3, moments[4], 5 * Math.sqrt(96.0 / n));
    assertEquals(0.0026998, beyondThree / (double) n, 5 * Math.sqrt(0.0027 / n));
  }

  @Test
  void everyPartOfTheKeyMatters() {
    int n = 4000;
    List<float[]> streams = new ArrayList<>();
    for (long seed : new long[] {0, 1}) {
      NoiseSource source = new GaussianNoise(seed);
      for (long id : new long[] {0, 1, -1, 1L << 40}) {
        for (int draw = 0; draw < 2; draw++) {
          for (int round = -1; round < 2; round++) {
            for (Kind kind : Kind.values()) {
              streams.add(draw(source, id, draw, round, new Step(kind, 0), n));
              streams.add(draw(source, id, draw, round, new Step(kind, 1), n));
            }
          }
        }
      }
    }
    double worst = 0;
    for (int i = 0; i < streams.size(); i++) {
      for (int j = 0; j < i; j++) {
        double dot = 0;
        for (int k = 0; k < n; k++) {
          dot += streams.get(i)[k] * streams.get(j)[k];
        }
        worst = Math.max(worst, Math.abs(dot / n));
      }
    }
    // 41328 pairs; the largest of so many normal correlations is about 4.2 standard errors
    assertEquals(0, worst, 6 / Math.sqrt(n));
  }

  @Test
  void equalKeysGiveEqualNumbers() {
    float[] once = draw(new GaussianNoise(7), 3, 1, 2, FORWARD, 100);
    assertArrayEquals(once, draw(new GaussianNoise(7), 3, 1, 2, FORWARD, 100));
    assertArrayEquals(Arrays.copyOf(once, 10), draw(new GaussianNoise(7), 3, 1, 2, FORWARD, 10));
    assertNotEquals(once[0], draw(new GaussianNoise(8), 3, 1, 2, FORWARD, 100)[0]);
  }

  @Test
  void batchHoldsEachImagesOwnNoiseAndZerosBeyond() {
    GaussianNoise source = new GaussianNoise(5);
    BatchNoise noise = new BatchNoise(source, 4, 3, 2, 5);
    INDArray out = Nd4j.ones(DataType.DOUBLE, 4, 3, 2, 5);
    noise.fill(Draw.of(1, 2, 3, 4), 0, FORWARD, out);
    noise.fill(new Draw(new long[] {9, 8}, 6), 3, FORWARD, out);
    double[] values = out.dup('c').data().asDouble();
    float[] nine = draw(source, 9, 6, 3, FORWARD, 30);
    float[] eight = draw(source, 8, 6, 3, FORWARD, 30);
    for (int i = 0; i < 30; i++) {
      assertEquals(nine[i], values[i]);
      assertEquals(eight[i], values[30 + i]);
      assertEquals(0, values[60 + i]);
      assertEquals(0, values[90 + i]);
    }
  }
}
