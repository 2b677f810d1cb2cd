package org.purify4j.attack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.attack.loss.CrossEntropyLoss;
import org.purify4j.attack.loss.TargetedMarginLoss;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.classifier.Softmax;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.noise.Draw;
import org.purify4j.victim.TestImages;

class MiFgsmTest {
  private static final double[][] GRADIENTS = {{3, -1}, {-2, 2}, {-6, -2}};
  private static final double STEP = 0.01;

  /** Answers with one gradient after the other, whatever it is asked. */
  private static NoisyClassifier scripted() {
    int[] calls = {0};
    return new NoisyClassifier() {
      @Override
      public int classes() {
        return 2;
      }

      @Override
      public INDArray logits(INDArray images, Draw draw) {
        return Nd4j.zeros(DataType.DOUBLE, 1, 2);
      }

      @Override
      public Tape record(INDArray images, Draw draw) {
        INDArray gradient = Nd4j.createFromArray(GRADIENTS[calls[0]++]).reshape(1, 1, 1, 2);
        return Tape.of(logits(images, draw), cotangent -> gradient);
      }
    };
  }

  /** Of a walk of three steps, in steps. */
  private static double[] walk(Norm norm, double decay) {
    INDArray image = Nd4j.valueArrayOf(new long[] {1, 1, 1, 2}, 0.5, DataType.DOUBLE);
    AttackSettings settings = AttackSettings.of(new Budget(norm, 3 * STEP)).withSteps(3);
    INDArray found =
        MiFgsm.of(new CrossEntropyLoss(), settings)
            .withDecay(decay)
            .perturb(scripted(), image, new int[] {0}, Draw.of(1));
    return found.sub(image).div(STEP).data().asDouble();
  }

  /** g = (3, −1)/4, then + (−2, 2)/4 = (1, 1)/4, then + (−6, −2)/8 = (−1/2, 0). */
  @Test
  void momentumIsThatOfTheHandWorkedTrace() {
    assertArrayEquals(new double[] {1 + 1 - 1, -1 + 1 + 0}, walk(Norm.LINF, 1), 1e-9);
    double root = Math.sqrt(10);
    double half = Math.sqrt(0.5);
    assertArrayEquals(new double[] {3 / root + half - 1, -1 / root + half}, walk(Norm.L2, 1), 1e-9);
  }

  /** With half of it g = (3, −1)/4, then (−1, 3)/8, then (−13, −1)/16. */
  @Test
  void decayForgets() {
    assertArrayEquals(new double[] {1 - 1 - 1, -1 + 1 - 1}, walk(Norm.LINF, 0.5), 1e-9);
    assertArrayEquals(new double[] {1 - 1 - 1, -1 + 1 - 1}, walk(Norm.LINF, 0), 1e-9);
  }

  @ParameterizedTest
  @EnumSource(value = Norm.class, names = "L1", mode = EnumSource.Mode.EXCLUDE)
  void onALinearVictimItGoesWhereFgsmGoes(Norm norm) {
    LinearVictim victim = new LinearVictim(TestImages.uniform(1, -1, 1, DataType.DOUBLE, 48, 2));
    INDArray images = TestImages.uniform(2, DataType.DOUBLE, 3, 3, 4, 4);
    double epsilon = norm == Norm.LINF ? 0.03 : 0.1;
    NoisyClassifier target = NoisyClassifier.of(victim);
    int[] labels = {0, 0, 1};
    Draw draw = Draw.of(5, 6, 7);
    INDArray found =
        MiFgsm.of(new CrossEntropyLoss(), AttackSettings.of(new Budget(norm, epsilon)))
            .perturb(target, images, labels, draw);
    INDArray corner = Fgsm.of(norm, epsilon).perturb(target, images, labels, draw);
    assertTrue(found.equalsWithEps(corner, 1e-7), found.sub(corner).amaxNumber().toString());
    assertNotEquals(images, found);
  }

  @Test
  void aLossThatAimsAtAClassMakesItTargeted() {
    NoisyClassifier target =
        NoisyClassifier.of(new LinearVictim(TestImages.uniform(1, -1, 1, DataType.DOUBLE, 48, 5)));
    INDArray images = TestImages.uniform(2, DataType.DOUBLE, 3, 3, 4, 4);
    AttackSettings settings = AttackSettings.of(new Budget(Norm.LINF, 0.5));
    for (int aim = 1; aim < 5; aim++) {
      INDArray found =
          MiFgsm.of(new TargetedMarginLoss(aim), settings)
              .perturb(target, images, new int[3], Draw.of(1, 2, 3));
      double[][] before = Softmax.rows(target.logits(images, Draw.of(1, 2, 3)));
      double[][] after = Softmax.rows(target.logits(found, Draw.of(1, 2, 3)));
      for (int i = 0; i < 3; i++) {
        assertTrue(after[i][aim] - after[i][0] > before[i][aim] - before[i][0] + 1);
      }
    }
  }

  @Test
  void zeroGradientsAreCounted() {
    NoisyClassifier target =
        NoisyClassifier.of(new LinearVictim(Nd4j.zeros(DataType.DOUBLE, 3, 2)));
    INDArray image = Nd4j.valueArrayOf(new long[] {1, 3, 1, 1}, 0.5, DataType.DOUBLE);
    AttackSettings settings = AttackSettings.of(new Budget(Norm.L2, 1)).withSteps(7);
    for (AttackKind kind : new AttackKind[] {MiFgsm.KIND, DeepFool.KIND}) {
      AttackedImages attacked =
          kind.maker().make("", settings).attack(target, image, new int[1], Draw.of(1));
      assertArrayEquals(new int[] {7}, attacked.zeroGradients(), kind.name());
      assertEquals(image, attacked.images());
    }
  }

  @Test
  void decayIsAShare() {
    MiFgsm attack = MiFgsm.of(new CrossEntropyLoss(), AttackSettings.of(Budget.usual(Norm.L2)));
    assertThrows(IllegalArgumentException.class, () -> attack.withDecay(1.1));
    assertThrows(IllegalArgumentException.class, () -> attack.withDecay(Double.NaN));
  }
}
