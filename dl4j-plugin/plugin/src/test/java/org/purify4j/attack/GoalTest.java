package org.purify4j.attack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.classifier.Softmax;
import org.purify4j.diffusion.noise.Draw;
import org.purify4j.victim.TestImages;

/** What images are taken for after attacks that aim, on linear classifiers. */
class GoalTest {
  private static final int PIXELS = 3 * 4 * 4;
  private static final LinearVictim VICTIM =
      new LinearVictim(TestImages.uniform(1, -1, 1, DataType.DOUBLE, PIXELS, 5));
  private static final INDArray IMAGES = TestImages.uniform(4, DataType.DOUBLE, 5, 3, 4, 4);
  private static final int[] LABELS = {0, 1, 2, 3, 4};
  private static final Draw DRAW = Draw.of(11, 12, 13, 14, 15);

  private static int[] classes(INDArray images) {
    double[][] logits = Softmax.rows(VICTIM.logits(images));
    int[] classes = new int[logits.length];
    for (int i = 0; i < classes.length; i++) {
      classes[i] = Softmax.largest(logits[i]);
    }
    return classes;
  }

  @Test
  void classesAreThoseOfTheirNames() {
    double[] logits = {1, -3, 2, -2};
    assertEquals(OptionalInt.empty(), Goal.UNTARGETED.aim(3, 0, logits));
    assertEquals(OptionalInt.of(0), Goal.NEXT.aim(3, 0, logits));
    assertEquals(OptionalInt.of(2), Goal.NEXT.aim(1, 0, logits));
    assertEquals(OptionalInt.of(1), Goal.LEAST_LIKELY.aim(0, 0, logits));
    assertEquals(OptionalInt.of(3), Goal.LEAST_LIKELY.aim(1, 0, logits));
    Goal given = new Goal.Given(Map.of(7L, 2, 8L, 1, 9L, 4));
    assertEquals(OptionalInt.of(2), given.aim(1, 7, logits));
    for (long id : new long[] {6, 8, 9}) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> given.aim(1, id, logits)).getMessage();
      assertTrue(message.startsWith("goal of image " + id + ": got "), message);
      assertTrue(message.endsWith("a class from 0 to 3 other than the true one, 1"), message);
    }
  }

  /** Those that cannot aim say so, and do not attack without aim instead. */
  @ParameterizedTest
  @ValueSource(strings = {"next", "least-likely"})
  void everyAttackOfTheListAimsOrRefuses(String name) {
    Goal goal = Goal.named().get(name);
    double[][] logits = Softmax.rows(VICTIM.logits(IMAGES));
    int[] wanted = new int[LABELS.length];
    for (int i = 0; i < wanted.length; i++) {
      wanted[i] = goal.aim(LABELS[i], 0, logits[i]).orElseThrow();
    }
    List<String> aiming = new ArrayList<>();
    for (AttackKind kind : Attacks.all().withoutNone().kinds()) {
      AttackSettings settings =
          AttackSettings.of(new Budget(Norm.L2, 3)).withSteps(200).withGoal(goal);
      Attack attack;
      try {
        attack = Attacks.all().parse(kind.name(), settings);
      } catch (IllegalArgumentException e) {
        assertEquals(
            "goal: got "
                + name
                + ", must be untargeted for "
                + kind.name()
                + ", which cannot aim at one class",
            e.getMessage());
        continue;
      }
      aiming.add(kind.name());
      assertEquals(name, attack.settings().get("goal").asText());
      INDArray found = attack.perturb(NoisyClassifier.of(VICTIM), IMAGES, LABELS, DRAW);
      if (kind.equals(Apgd.DLR)) {
        assertGained(wanted, found);
      } else if (kind.equals(LowFrequencyPgd.KIND)) {
        assertNearer(wanted, found);
      } else {
        assertArrayEquals(wanted, classes(found), kind.name());
      }
    }
    assertTrue(
        aiming.containsAll(List.of("pgd", "fgsm", "mi-fgsm", "apgd-ce", "apgd-dlr", "cw")),
        aiming.toString());
  }

  /** Low frequencies alone need not reach the class. */
  private static void assertNearer(int[] wanted, INDArray found) {
    double[][] before = Softmax.rows(VICTIM.logits(IMAGES));
    double[][] after = Softmax.rows(VICTIM.logits(found));
    for (int i = 0; i < wanted.length; i++) {
      double lead = before[i][wanted[i]] - before[i][LABELS[i]];
      assertTrue(after[i][wanted[i]] - after[i][LABELS[i]] > lead);
    }
  }

  /** What the authors' ratio for targets asks for: more of the class than of the true one. */
  private static void assertGained(int[] wanted, INDArray found) {
    double[][] logits = Softmax.rows(VICTIM.logits(found));
    for (int i = 0; i < wanted.length; i++) {
      assertTrue(logits[i][wanted[i]] > logits[i][LABELS[i]]);
    }
  }

  @Test
  void everyLossAims() {
    AttackSettings settings =
        AttackSettings.of(new Budget(Norm.LINF, 0.5)).withSteps(40).withGoal(Goal.NEXT);
    for (String name : List.of("pgd:ce", "pgd:margin", "mi-fgsm:margin")) {
      INDArray found =
          Attacks.all()
              .parse(name, settings)
              .perturb(NoisyClassifier.of(VICTIM), IMAGES, LABELS, DRAW);
      assertArrayEquals(new int[] {1, 2, 3, 4, 0}, classes(found), name);
    }
    for (String name : List.of("pgd:dlr", "mi-fgsm:dlr", "fgsm:dlr")) {
      assertGained(
          new int[] {1, 2, 3, 4, 0},
          Attacks.all()
              .parse(name, settings)
              .perturb(NoisyClassifier.of(VICTIM), IMAGES, LABELS, DRAW));
    }
  }

  /**
   * The second class is out of reach, so the nearest image of the third is on the plane between it
   * and the first.
   */
  @Test
  void carliniAndWagnerFindTheNearestImageOfTheClass() {
    double[][] weights = TestImages.uniform(3, -1, 1, DataType.DOUBLE, PIXELS, 3).toDoubleMatrix();
    for (double[] row : weights) {
      row[1] -= 2;
    }
    LinearVictim victim = new LinearVictim(Nd4j.createFromArray(weights));
    INDArray images = TestImages.uniform(5, 0.3, 0.7, DataType.DOUBLE, 4, 3, 4, 4);
    int[] labels = new int[4];
    for (int i = 0; i < 4; i++) {
      double[] logits = Softmax.rows(victim.logits(images))[i];
      labels[i] = logits[0] > logits[2] ? 0 : 2;
    }
    Goal other =
        new Goal.Given(
            Map.of(1L, 2 - labels[0], 2L, 2 - labels[1], 3L, 2 - labels[2], 4L, 2 - labels[3]));
    AttackSettings settings =
        AttackSettings.of(new Budget(Norm.L2, 100)).withSteps(300).withGoal(other);
    INDArray found =
        CarliniWagner.of(settings)
            .perturb(NoisyClassifier.of(victim), images, labels, Draw.of(1, 2, 3, 4));
    for (int i = 0; i < 4; i++) {
      double[] image = PixelRows.read(images)[i];
      double[] nearest = NearestPoints.ofLinear(Norm.L2, victim.weights(), image, labels[i]);
      double distance = NearestPoints.length(PixelRows.read(found)[i], image);
      assertEquals(1, distance / NearestPoints.length(nearest, image), 0.02);
      double[] logits = Softmax.rows(victim.logits(found))[i];
      assertEquals(2 - labels[i], Softmax.largest(logits));
    }
  }

  /** An image that is misclassified, but not as the class that is wanted, is not yet done with. */
  @Test
  void anotherWrongClassIsNoSuccess() {
    Goal goal = Goal.LEAST_LIKELY;
    int[] wrongLabels = new int[LABELS.length];
    int[] answers = classes(IMAGES);
    for (int i = 0; i < answers.length; i++) {
      wrongLabels[i] = (answers[i] + 1) % 5;
    }
    AttackSettings settings =
        AttackSettings.of(new Budget(Norm.LINF, 0.5)).withGoal(goal).withRestarts(2).withSteps(30);
    Attack attack = Attacks.all().parse("apgd-ce", settings);
    INDArray found = attack.perturb(NoisyClassifier.of(VICTIM), IMAGES, wrongLabels, DRAW);
    double[][] logits = Softmax.rows(VICTIM.logits(IMAGES));
    int[] classes = classes(found);
    for (int i = 0; i < classes.length; i++) {
      assertEquals(goal.aim(wrongLabels[i], 0, logits[i]).orElseThrow(), classes[i]);
    }
    assertFalse(found.equals(IMAGES));
  }
}
