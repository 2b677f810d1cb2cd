package org.purify4j.attack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.noise.Draw;
import org.purify4j.victim.TestImages;

/** What an attack asks of a target before its own queries, and what it leaves unsaid of them. */
class NoisyGoalTest {
  private static final int CLASSES = 10;
  private static final INDArray IMAGES = TestImages.uniform(3, DataType.FLOAT, 2, 1, 2, 2);

  /** Logits that are nothing but noise, so that every draw has another least likely class. */
  private static Tape noise(INDArray images, Draw draw) {
    double[][] logits = new double[(int) images.size(0)][CLASSES];
    for (int i = 0; i < logits.length; i++) {
      Random random = new Random(31 * draw.imageIds()[i] + draw.indices()[i]);
      for (int c = 0; c < CLASSES; c++) {
        logits[i][c] = random.nextGaussian();
      }
    }
    return Tape.of(Nd4j.createFromArray(logits), cotangent -> images.mul(0));
  }

  @Test
  void allRestartsAimAtTheSameClass() {
    NoisyClassifier target = new RecordedVictim(CLASSES, NoisyGoalTest::noise);
    Draw draw = Draw.of(5, 6);
    int[] labels = {1, 2};
    int[] aims =
        new LossQueries(target, 1, new AttackBatches.Batch(IMAGES, labels, draw), Goal.LEAST_LIKELY)
            .aims();
    for (int restart = 1; restart < 4; restart++) {
      AttackBatches.Batch batch =
          new AttackBatches.Batch(IMAGES, labels, RandomStart.restart(draw, restart));
      int[] others = new LossQueries(target, 2 * restart, batch, Goal.LEAST_LIKELY).aims();
      assertArrayEquals(aims, others);
    }
  }

  @Test
  void stepsOfTheGuideWithoutGradientAreCountedToo() {
    LinearVictim flat = new LinearVictim(Nd4j.zeros(DataType.DOUBLE, 4, 3));
    AttackSettings settings = AttackSettings.of(new Budget(Norm.LINF, 0.1)).withSteps(3);
    AttackedImages attacked =
        Ila.of(Optional.empty(), settings)
            .attack(NoisyClassifier.of(flat), IMAGES, new int[] {0, 1}, Draw.of(5, 6));
    assertArrayEquals(new int[] {6, 6}, attacked.zeroGradients());
    assertEquals(2, attacked.withZeroGradients());
  }
}
