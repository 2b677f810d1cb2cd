package org.purify4j.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.array.Rows;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.classifier.Softmax;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.noise.Draw;
import org.purify4j.victim.TestImages;

class AutoAttackTest {
  private static final int SIDE = 4;
  private static final int IMAGES = 12;
  private static final LinearVictim VICTIM =
      new LinearVictim(TestImages.uniform(1, -1, 1, DataType.DOUBLE, 3 * SIDE * SIDE, 5));
  private static final INDArray PICTURES =
      TestImages.uniform(2, DataType.DOUBLE, IMAGES, 3, SIDE, SIDE);
  private static final Draw DRAW = Draw.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
  private static final AutoAttack AUTO = new AutoAttack(new Budget(Norm.LINF, 0.02), 0, 5);

  private static int[] classesOf(NoisyClassifier target, INDArray images) {
    double[][] logits = Softmax.rows(target.logits(images, DRAW));
    int[] classes = new int[logits.length];
    for (int i = 0; i < classes.length; i++) {
      classes[i] = Softmax.largest(logits[i]);
    }
    return classes;
  }

  /** The classes of the victim, the first and the last of them changed: those are wrong at once. */
  private static int[] labels(NoisyClassifier target) {
    int[] labels = classesOf(target, PICTURES);
    labels[0] = (labels[0] + 1) % 5;
    labels[IMAGES - 1] = (labels[IMAGES - 1] + 1) % 5;
    return labels;
  }

  @Test
  void robustIsWhatWithstandsEveryAttack() {
    NoisyClassifier target = NoisyClassifier.of(VICTIM);
    int[] labels = labels(target);
    AutoAttackResult result = AUTO.run(target, PICTURES, labels, DRAW);
    assertEquals(IMAGES - 2, result.right());
    int attacked = result.right();
    for (AutoAttackStage stage : result.stages()) {
      assertEquals(attacked, stage.attacked());
      attacked = stage.left();
    }
    assertEquals(
        List.of("apgd-ce", "apgd-t", "fab-t", "square"),
        result.stages().stream().map(AutoAttackStage::attack).toList());
    int[] classes = classesOf(target, result.attacked().images());
    double[][] weights = VICTIM.weights();
    int left = 0;
    int robust = 0;
    for (int i = 0; i < IMAGES; i++) {
      left += classes[i] == labels[i] ? 1 : 0;
      robust += isRobust(weights, PixelRows.read(PICTURES)[i], labels[i]) ? 1 : 0;
    }
    assertEquals(result.left(), left);
    assertEquals(robust, left, "the closed form");
    assertTrue(left > 0 && left < IMAGES - 2, "nothing to tell: " + left);
    assertEquals(
        Rows.of(PICTURES, 0, 1).dup('c'), Rows.of(result.attacked().images(), 0, 1).dup('c'));
  }

  /** Whether no image in the cube and in [0, 1] gives another class a larger logit. */
  private static boolean isRobust(double[][] weights, double[] image, int label) {
    boolean robust = true;
    for (int t = 0; t < 5; t++) {
      double best = 0;
      for (int i = 0; i < image.length; i++) {
        double slope = weights[i][t] - weights[i][label];
        double pixel = slope > 0 ? Math.min(1, image[i] + 0.02) : Math.max(0, image[i] - 0.02);
        best += slope * pixel;
      }
      robust &= t == label || best < 0;
    }
    return robust;
  }

  @Test
  void wrongImagesAreNotAttacked() {
    NoisyClassifier target = NoisyClassifier.of(VICTIM);
    int[] labels = classesOf(target, PICTURES);
    for (int i = 0; i < IMAGES; i++) {
      labels[i] = (labels[i] + 1) % 5;
    }
    AutoAttackResult result = AUTO.run(target, PICTURES, labels, DRAW);
    assertEquals(0, result.right());
    assertEquals(0, result.left());
    assertEquals(List.of(), result.stages());
    assertEquals(PICTURES, result.attacked().images());
  }

  @Test
  void freshNoiseIsRefused() {
    NoisyClassifier noisy =
        new NoisyClassifier() {
          @Override
          public int classes() {
            return 5;
          }

          @Override
          public INDArray logits(INDArray images, Draw draw) {
            return record(images, draw).output();
          }

          @Override
          public Tape record(INDArray images, Draw draw) {
            assertEquals(7, draw.index(), "the noise that the attacker knows");
            return VICTIM.record(images);
          }
        };
    int[] labels = labels(NoisyClassifier.of(VICTIM));
    assertEquals(
        "target: got one with fresh noise in every draw, must be one without noise, or with the"
            + " noise of one draw (withNoiseOf), for autoattack",
        assertThrows(IllegalArgumentException.class, () -> AUTO.run(noisy, PICTURES, labels, DRAW))
            .getMessage());
    AutoAttackResult fixed = AUTO.run(noisy.withNoiseOf(7), PICTURES, labels, DRAW);
    AutoAttackResult bare = AUTO.run(NoisyClassifier.of(VICTIM), PICTURES, labels, DRAW);
    assertEquals(bare.attacked().images(), fixed.attacked().images());
  }

  @Test
  void whatItCannotJudgeIsRefused() {
    NoisyClassifier three =
        NoisyClassifier.of(
            new LinearVictim(TestImages.uniform(1, DataType.DOUBLE, 3 * SIDE * SIDE, 3)));
    assertThrows(
        IllegalArgumentException.class, () -> AUTO.run(three, PICTURES, new int[IMAGES], DRAW));
    int[] labels = new int[IMAGES];
    labels[3] = 5;
    assertEquals(
        "label: got 5, must be from 0 to 4",
        assertThrows(
                IllegalArgumentException.class,
                () -> AUTO.run(NoisyClassifier.of(VICTIM), PICTURES, labels, DRAW))
            .getMessage());
  }
}
