package org.purify4j.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.array.Rows;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.classifier.Softmax;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.noise.Draw;
import org.purify4j.victim.TestImages;

class LbfgsTest {
  private static final int PIXELS = 3 * 4 * 4;
  private static final LinearVictim VICTIM =
      new LinearVictim(TestImages.uniform(1, -1, 1, DataType.DOUBLE, PIXELS, 2));
  private static final INDArray IMAGES =
      TestImages.uniform(2, 0.2, 0.8, DataType.DOUBLE, 2, 3, 4, 4);
  private static final Draw DRAW = Draw.of(1, 2);

  private static int[] classesOf(NoisyClassifier target, INDArray images) {
    double[][] logits = Softmax.rows(target.logits(images, DRAW));
    return Arrays.stream(logits).mapToInt(Softmax::largest).toArray();
  }

  /** Towards a class the loss is smooth and goes on beyond the boundary: within 5 % of it. */
  @Test
  void comesNearTheNearestImageOfALinearVictim() {
    NoisyClassifier target = NoisyClassifier.of(VICTIM);
    int[] labels = classesOf(target, IMAGES);
    Lbfgs attack = Lbfgs.of(AttackSettings.of(new Budget(Norm.L2, 100)));
    INDArray found = attack.perturb(target, IMAGES, labels, DRAW);
    for (int i = 0; i < labels.length; i++) {
      assertNotEquals(labels[i], classesOf(target, found)[i]);
      double[] image = PixelRows.read(IMAGES)[i];
      double[] nearest = NearestPoints.ofLinear(Norm.L2, VICTIM.weights(), image, labels[i]);
      double distance = NearestPoints.length(PixelRows.read(found)[i], image);
      double ratio = distance / NearestPoints.length(nearest, image);
      assertTrue(ratio > 1 - 1e-9 && ratio < 1.05, "image " + i + ": " + ratio);
    }
  }

  @Test
  void comesNearTheNearestPointOfASphere() {
    double radius = 0.9;
    NoisyClassifier target = NoisyClassifier.of(new SphereVictim(0.5, radius));
    INDArray images = TestImages.uniform(3, 0.45, 0.6, DataType.DOUBLE, 2, 3, 4, 4);
    INDArray found =
        Lbfgs.of(AttackSettings.of(new Budget(Norm.L2, 100)))
            .perturb(target, images, new int[2], DRAW);
    double[] middle = new double[PIXELS];
    Arrays.fill(middle, 0.5);
    for (int i = 0; i < 2; i++) {
      double[] image = PixelRows.read(images)[i];
      double distance = radius - NearestPoints.length(image, middle);
      double ratio = NearestPoints.length(PixelRows.read(found)[i], image) / distance;
      assertTrue(ratio > 1 - 1e-9 && ratio < 1.05, "image " + i + ": " + ratio);
      assertEquals(1, classesOf(target, found)[i]);
    }
  }

  @Test
  void moreSearchesComeNoLessNear() {
    NoisyClassifier target = NoisyClassifier.of(VICTIM);
    int[] labels = classesOf(target, IMAGES);
    double[] before = new double[2];
    Arrays.fill(before, Double.POSITIVE_INFINITY);
    for (int searches : new int[] {4, 7}) {
      INDArray found =
          new Lbfgs(new Budget(Norm.L2, 100), Goal.UNTARGETED, searches, 40, 1, 4)
              .perturb(target, IMAGES, labels, DRAW);
      for (int i = 0; i < 2; i++) {
        boolean wrong = labels[i] != classesOf(target, found)[i];
        double distance =
            wrong
                ? NearestPoints.length(PixelRows.read(found)[i], PixelRows.read(IMAGES)[i])
                : Double.POSITIVE_INFINITY;
        assertTrue(distance <= before[i] + 1e-12);
        before[i] = distance;
      }
    }
    assertTrue(Arrays.stream(before).max().orElseThrow() < Double.POSITIVE_INFINITY);
  }

  /** A quasi-Newton method needs a function: one set of draws for each search, and no more. */
  @Test
  void drawsAreTheSameWithinASearchAndFreshInTheNext() {
    List<Long> asked = new ArrayList<>();
    NoisyClassifier noisy =
        new RecordedVictim(
            2,
            (images, draw) -> {
              asked.add(draw.index());
              return VICTIM.record(images);
            });
    INDArray image = TestImages.uniform(2, 0.2, 0.8, DataType.DOUBLE, 1, 3, 4, 4);
    new Lbfgs(new Budget(Norm.L2, 100), Goal.UNTARGETED, 3, 10, 2, 1)
        .perturb(noisy, image, new int[1], Draw.of(1));
    Set<Long> different = new HashSet<>(asked);
    assertEquals(2 * (1 + 3), different.size(), "for the class, and for three searches");
    assertTrue(asked.size() > different.size());
    assertTrue(different.stream().allMatch(index -> index >= 1L << 40));
  }

  /** What {@code AttacksTest} asks of the others. */
  @Test
  void budgetRangeBatchAndRepetitionAreThoseOfEveryAttack() {
    NoisyClassifier noisy =
        new RecordedVictim(
            2,
            (images, draw) -> {
              double scale = 1 + Math.floorMod(draw.imageIds()[0] * 31 + draw.index(), 7L);
              Tape tape = VICTIM.record(images);
              return Tape.of(tape.output().mul(scale), c -> tape.gradient(c.mul(scale)));
            });
    int[] labels = {0, 0};
    for (double epsilon : new double[] {0.05, 3}) {
      Lbfgs attack = new Lbfgs(new Budget(Norm.L2, epsilon), Goal.UNTARGETED, 3, 3, 2, 4);
      INDArray before = IMAGES.dup();
      INDArray found = attack.perturb(noisy, IMAGES, labels, DRAW);
      assertEquals(before, IMAGES);
      for (double size : Measures.sizes(Norm.L2, found.sub(IMAGES))) {
        assertTrue(size <= epsilon * (1 + 1e-9), "perturbation of size " + size);
      }
      assertTrue(found.minNumber().doubleValue() >= 0 && found.maxNumber().doubleValue() <= 1);
      assertEquals(found, attack.perturb(noisy, IMAGES, labels, DRAW));
      INDArray last = attack.perturb(noisy, Rows.of(IMAGES, 1, 2).dup('c'), new int[1], Draw.of(2));
      assertEquals(Rows.of(found, 1, 2).dup('c'), last);
    }
  }

  @Test
  void otherNormsAreRefused() {
    AttackSettings settings = AttackSettings.of(Budget.usual(Norm.LINF));
    assertEquals(
        "norm: got linf, must be l2 for l-bfgs",
        assertThrows(IllegalArgumentException.class, () -> Lbfgs.of(settings)).getMessage());
  }
}
