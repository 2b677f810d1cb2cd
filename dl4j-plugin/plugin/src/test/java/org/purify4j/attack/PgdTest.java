package org.purify4j.attack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.noise.Draw;
import org.purify4j.victim.Dl4jVictim;
import org.purify4j.victim.Networks;
import org.purify4j.victim.TestImages;

class PgdTest {
  private static final int SIDE = Networks.SIDE;
  private static final int PIXELS = 3 * SIDE * SIDE;
  private static final Budget LARGEST = new Budget(Norm.LINF, 1);

  /** A budget that lets some pixels reach the border of [0, 1] and leaves others inside. */
  private static double budget(Norm norm) {
    return switch (norm) {
      case LINF -> 0.1;
      case L2 -> 0.8;
      case L1 -> 4;
    };
  }

  @ParameterizedTest
  @EnumSource(value = Norm.class, names = "L1", mode = EnumSource.Mode.EXCLUDE)
  void reachesTheClosedFormOptimumOfALinearVictim(Norm norm) {
    LinearVictim victim =
        new LinearVictim(TestImages.uniform(1, -1, 1, DataType.DOUBLE, PIXELS, 2));
    INDArray images = TestImages.uniform(2, 0.45, 0.55, DataType.DOUBLE, 3, 3, SIDE, SIDE);
    INDArray toOne = victim.direction(1, 3, SIDE, SIDE);
    double epsilon = budget(norm) / 4; // nowhere near the border of [0, 1]
    INDArray best =
        norm == Norm.LINF
            ? org.nd4j.linalg.ops.transforms.Transforms.sign(toOne, true).mul(epsilon)
            : toOne.mul(epsilon / toOne.norm2Number().doubleValue());
    for (Attack attack : List.of(Pgd.of(norm, epsilon), Fgsm.of(norm, epsilon))) {
      INDArray adversarial =
          attack.perturb(NoisyClassifier.of(victim), images, new int[] {0, 0, 0}, Draw.of(5, 6, 7));
      double error = adversarial.sub(images).sub(best).amaxNumber().doubleValue();
      assertTrue(error < 1e-4 * epsilon, attack + ": off by " + error);
    }
  }

  @ParameterizedTest
  @EnumSource(Norm.class)
  void staysInTheBallAndInTheRangeOfPixelsAndRaisesTheLoss(Norm norm) {
    NoisyClassifier target = NoisyClassifier.of(Dl4jVictim.of(Networks.graph(DataType.FLOAT)));
    INDArray images = TestImages.uniform(3, DataType.FLOAT, 4, 3, SIDE, SIDE);
    INDArray original = images.dup();
    int[] labels = {0, 1, 2, 3};
    Draw draw = Draw.of(1, 2, 3, 4);
    double previous = Measures.crossEntropy(target.logits(images, draw), labels);
    Pgd pgd = Pgd.of(norm, budget(norm)).withSteps(5);
    for (int steps : new int[] {1, 10}) {
      INDArray adversarial = pgd.withSteps(steps).perturb(target, images, labels, draw);
      for (double size : Measures.sizes(norm, adversarial.sub(images))) {
        assertTrue(size <= budget(norm) * (1 + 1e-5), "perturbation of size " + size);
      }
      assertTrue(adversarial.minNumber().doubleValue() >= 0);
      assertTrue(adversarial.maxNumber().doubleValue() <= 1);
      double attacked = Measures.crossEntropy(target.logits(adversarial, draw), labels);
      assertTrue(attacked > previous + 0.01, previous + " -> " + attacked);
      previous = attacked;
    }
    assertEquals(original, images, "the argument was changed");
  }

  @ParameterizedTest
  @EnumSource(Norm.class)
  void resultOfAnImageDoesNotDependOnItsBatch(Norm norm) {
    NoisyClassifier target = NoisyClassifier.of(Dl4jVictim.of(Networks.layers(DataType.DOUBLE)));
    INDArray images = TestImages.uniform(4, DataType.DOUBLE, 5, 3, SIDE, SIDE);
    int[] labels = {0, 1, 2, 3, 0};
    Pgd pgd = Pgd.of(norm, budget(norm)).withSteps(3);
    INDArray together = pgd.perturb(target, images, labels, Draw.of(11, 12, 13, 14, 15));
    INDArray chunks =
        pgd.withBatchSize(2).perturb(target, images, labels, Draw.of(11, 12, 13, 14, 15));
    assertTrue(together.equalsWithEps(chunks, 1e-9));
    INDArray last =
        pgd.perturb(
            target, images.get(NDArrayIndex.interval(4, 5)).dup(), new int[] {0}, Draw.of(15));
    assertTrue(together.get(NDArrayIndex.interval(4, 5)).equalsWithEps(last, 1e-9));
  }

  @Test
  void startDependsOnSeedImageAndDrawOnly() {
    INDArray images = TestImages.uniform(4, DataType.FLOAT, 2, 3, SIDE, SIDE);
    INDArray start = RandomStart.perturbation(LARGEST, 7, Draw.of(1, 2), images);
    assertEquals(start, RandomStart.perturbation(LARGEST, 7, Draw.of(1, 2), images));
    assertNotEquals(start, RandomStart.perturbation(LARGEST, 8, Draw.of(1, 2), images));
    assertNotEquals(
        start, RandomStart.perturbation(LARGEST, 7, Draw.of(1, 2).withIndex(1), images));
    assertEquals(
        start.get(NDArrayIndex.point(1)),
        RandomStart.perturbation(LARGEST, 7, Draw.of(2, 1), images).get(NDArrayIndex.point(0)));
  }

  /** In d dimensions a uniform point's distance r from the centre has E[r^d] = 1/2. */
  @Test
  void euclideanStartIsUniformInTheBall() {
    int n = 4000;
    INDArray images = TestImages.uniform(4, DataType.DOUBLE, n, 1, 1, 3);
    long[] ids = new long[n];
    Arrays.setAll(ids, i -> i);
    double[] sizes =
        Measures.sizes(
            Norm.L2, RandomStart.perturbation(new Budget(Norm.L2, 2), 7, Draw.of(ids), images));
    double mean = Arrays.stream(sizes).map(r -> Math.pow(r / 2, 3)).average().orElseThrow();
    assertEquals(0.5, mean, 4 / Math.sqrt(12.0 * n));
    assertTrue(Arrays.stream(sizes).max().orElseThrow() <= 2);
  }

  @Test
  void everyQueryOfATargetHasFreshNoiseOfItsOwn() {
    List<Draw> draws = new ArrayList<>();
    LinearVictim victim =
        new LinearVictim(TestImages.uniform(1, -1, 1, DataType.DOUBLE, PIXELS, 2));
    NoisyClassifier recording =
        new RecordedVictim(
            2,
            (images, draw) -> {
              draws.add(draw);
              return victim.record(images);
            });
    INDArray images = TestImages.uniform(2, DataType.DOUBLE, 2, 3, SIDE, SIDE);
    Pgd pgd = Pgd.of(Norm.LINF, 0.1).withSteps(4).withSamples(3);
    pgd.perturb(recording, images, new int[] {0, 1}, Draw.of(8, 9));
    HashSet<Long> indices = new HashSet<>();
    draws.forEach(draw -> indices.add(draw.index()));
    assertEquals(12, indices.size());
    assertTrue(indices.stream().allMatch(index -> index >= 1L << 40));
    draws.forEach(draw -> assertArrayEquals(new long[] {8, 9}, draw.imageIds()));
  }

  @Test
  void settingsAreChecked() {
    assertThrows(IllegalArgumentException.class, () -> Pgd.of(Norm.LINF, 0));
    assertThrows(IllegalArgumentException.class, () -> Pgd.of(Norm.LINF, 0.1).withSteps(0));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Fgsm(new Budget(Norm.L2, 0.1), Objective.USUAL, 0, 1));
    INDArray images = TestImages.uniform(2, DataType.DOUBLE, 2, 3, SIDE, SIDE);
    NoisyClassifier target =
        NoisyClassifier.of(
            new LinearVictim(TestImages.uniform(1, -1, 1, DataType.DOUBLE, PIXELS, 2)));
    assertThrows(
        IllegalArgumentException.class,
        () -> Pgd.of(Norm.LINF, 0.1).perturb(target, images, new int[] {0}, Draw.of(1, 2)));
    assertThrows(
        IllegalArgumentException.class,
        () -> Pgd.of(Norm.LINF, 0.1).perturb(target, images, new int[] {0, 2}, Draw.of(1, 2)));
  }
}
