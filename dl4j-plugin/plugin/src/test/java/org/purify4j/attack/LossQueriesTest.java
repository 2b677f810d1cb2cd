package org.purify4j.attack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.attack.loss.LogitLoss;
import org.purify4j.attack.loss.TargetedMarginLoss;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.noise.Draw;
import org.purify4j.victim.TestImages;

class LossQueriesTest {
  private static final LinearVictim VICTIM =
      new LinearVictim(TestImages.uniform(1, -1, 1, DataType.DOUBLE, 12, 3));

  /** Searches for a boundary divide one by the other: both are means, whatever the draws. */
  @Test
  void lossAndGradientHaveOneScale() {
    INDArray images = TestImages.uniform(2, DataType.DOUBLE, 2, 3, 2, 2);
    NoisyClassifier noisy =
        new NoisyClassifier() {
          @Override
          public int classes() {
            return VICTIM.classes();
          }

          @Override
          public INDArray logits(INDArray batch, Draw draw) {
            return VICTIM.logits(batch);
          }

          @Override
          public Tape record(INDArray batch, Draw draw) {
            return VICTIM.record(batch);
          }
        };
    AttackBatches.Batch batch = new AttackBatches.Batch(images, new int[] {0, 1}, Draw.of(1, 2));
    LogitLoss[] losses = {new TargetedMarginLoss(2), new TargetedMarginLoss(2)};
    for (int samples : new int[] {1, 2, 5}) {
      LossReply[] replies =
          new LossQueries(noisy, samples, batch)
              .gradients(new int[] {0, 1}, PixelRows.read(images), losses, 0);
      for (int i = 0; i < 2; i++) {
        int label = i;
        double[] expected =
            Arrays.stream(VICTIM.weights()).mapToDouble(row -> row[2] - row[label]).toArray();
        assertArrayEquals(expected, replies[i].gradient(), 1e-12);
        double loss = 0;
        for (int at = 0; at < expected.length; at++) {
          loss += expected[at] * PixelRows.read(images)[i][at];
        }
        assertEquals(loss, replies[i].loss(), 1e-12);
      }
    }
  }
}
