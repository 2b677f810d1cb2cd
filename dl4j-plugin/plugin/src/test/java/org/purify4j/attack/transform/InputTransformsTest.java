package org.purify4j.attack.transform;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.noise.Draw;
import org.purify4j.victim.Dl4jVictim;
import org.purify4j.victim.Networks;
import org.purify4j.victim.TestImages;

class InputTransformsTest {
  private static final int C = 2;
  private static final int H = 11;
  private static final int W = 14;

  private static double product(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static Passage drawn(InputTransform transform, long seed) {
    return transform.draw(C, H, W, RandomSource.XO_SHI_RO_256_PP.create(seed));
  }

  /** ⟨Mx, y⟩ = ⟨x, Mᵀy⟩. */
  @Test
  void gradientsOfDiversityGoBackThroughTheAdjoint() {
    SplittableRandom random = new SplittableRandom(1);
    for (long seed = 0; seed < 50; seed++) {
      Passage passage = drawn(new InputDiversity(1), seed);
      double[] x = random.doubles(C * H * W).toArray();
      double[] y = random.doubles(C * H * W, -1, 1).toArray();
      double forth = product(passage.image(x), y);
      assertEquals(forth, product(x, passage.gradient(y)), 1e-12 * (1 + Math.abs(forth)));
    }
  }

  /** The smoothing is its own adjoint. */
  @Test
  void smoothingIsSymmetric() {
    SplittableRandom random = new SplittableRandom(2);
    Passage passage = drawn(new TranslationInvariance(5), 0);
    double[] x = random.doubles(C * H * W, -1, 1).toArray();
    double[] y = random.doubles(C * H * W, -1, 1).toArray();
    assertEquals(product(passage.gradient(x), y), product(x, passage.gradient(y)), 1e-12);
    assertArrayEquals(x, passage.image(x));
  }

  /** A white picture becomes a white rectangle, smaller by at most 31/330, anywhere on black. */
  @Test
  void diversityShrinksAndMoves() {
    double[] white = new double[C * H * W];
    Arrays.fill(white, 1);
    boolean moved = false;
    boolean shrunk = false;
    for (long seed = 0; seed < 100; seed++) {
      double[] picture = drawn(new InputDiversity(1), seed).image(white);
      int rows = 0;
      int columns = 0;
      for (int y = 0; y < H; y++) {
        rows += Arrays.stream(picture, y * W, (y + 1) * W).sum() > 0 ? 1 : 0;
      }
      for (int x = 0; x < W; x++) {
        double sum = 0;
        for (int y = 0; y < H; y++) {
          sum += picture[y * W + x];
        }
        columns += sum > 0 ? 1 : 0;
      }
      double whole = Arrays.stream(picture).sum();
      assertEquals(C * rows * columns, whole, 1e-9);
      assertTrue(rows >= 10 && columns >= 13, rows + " x " + columns);
      shrunk |= rows < H;
      moved |= picture[0] == 0;
    }
    assertTrue(moved && shrunk);
  }

  @Test
  void diversityHappensWithItsProbability() {
    int identities = 0;
    double[] image = new SplittableRandom(3).doubles(C * H * W).toArray();
    for (long seed = 0; seed < 2000; seed++) {
      identities += drawn(new InputDiversity(0.3), seed).image(image) == image ? 1 : 0;
    }
    assertEquals(0.7, identities / 2000.0, 0.04);
    assertEquals(image, drawn(new InputDiversity(0), 1).image(image));
  }

  /** A single bright pixel becomes the kernel: exp(−r² / 2σ²), σ = k / √3, with sum 1. */
  @Test
  void kernelIsThatOfThePaper() {
    double[] point = new double[C * H * W];
    int middle = 5 * W + 7;
    point[middle] = 1;
    double[] smooth = drawn(new TranslationInvariance(7), 0).gradient(point);
    double variance = 9 / 3.0;
    for (int dy = -3; dy <= 3; dy++) {
      for (int dx = -3; dx <= 3; dx++) {
        double expected = Math.exp(-(dx * dx + dy * dy) / (2 * variance));
        assertEquals(expected, smooth[middle + dy * W + dx] / smooth[middle], 1e-12);
      }
    }
    assertEquals(0, smooth[middle + 4]);
    assertEquals(1, Arrays.stream(smooth).sum(), 1e-12);
  }

  /** Of a network behind diversity, against central differences with the same draw. */
  @Test
  void gradientOfATargetBehindDiversityIsThatOfItsOutput() {
    NoisyClassifier plain = NoisyClassifier.of(Dl4jVictim.of(Networks.graph(DataType.DOUBLE)));
    NoisyClassifier target = new InputDiversity(1).before(plain, 5);
    assertTrue(target.dependsOnDraw());
    INDArray images = TestImages.uniform(4, DataType.DOUBLE, 2, 3, Networks.SIDE, Networks.SIDE);
    Draw draw = Draw.of(8, 9).withIndex(4);
    INDArray cotangent = TestImages.uniform(5, -1, 1, DataType.DOUBLE, 2, target.classes());
    INDArray way = TestImages.uniform(6, -1, 1, DataType.DOUBLE, images.shape());
    double h = 1e-5;
    double up =
        target.logits(images.add(way.mul(h)), draw).mul(cotangent).sumNumber().doubleValue();
    double down =
        target.logits(images.sub(way.mul(h)), draw).mul(cotangent).sumNumber().doubleValue();
    try (var tape = target.record(images, draw)) {
      double expected = (up - down) / (2 * h);
      double actual = tape.gradient(cotangent).mul(way).sumNumber().doubleValue();
      assertEquals(expected, actual, 1e-4 * (1 + Math.abs(expected)));
    }
    assertNotEquals(
        target.logits(images, draw), target.logits(images, draw.withIndex(5)), "drawn anew");
    assertEquals(target.logits(images, draw), target.logits(images, draw));
  }

  @Test
  void textsAreReadBack() {
    for (String text : new String[] {"di:0.25", "ti:15", "DI", "ti"}) {
      InputTransform transform = InputTransforms.parse(text);
      assertEquals(transform, InputTransforms.parse(transform.text()));
    }
    refused("blur", "transform: got blur, must be di[:P] or ti[:SIZE]");
    refused("di:2", "probability: got 2.0, must be from 0 to 1");
    refused("ti:4", "size: got 4, must be an odd number, 3 or more");
    refused("ti:5001", "size: got 5001, must be at most 4096");
    refused("ti:x", "size: got x, must be an odd number, 3 or more");
  }

  private static void refused(String text, String message) {
    assertEquals(
        message,
        assertThrows(IllegalArgumentException.class, () -> InputTransforms.parse(text))
            .getMessage());
  }
}
