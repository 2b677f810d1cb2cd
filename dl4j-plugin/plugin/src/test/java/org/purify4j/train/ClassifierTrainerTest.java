package org.purify4j.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.data.LabelledImages;

class ClassifierTrainerTest {
  private static final int SIZE = 8;
  private static final ConvNet NET = new ConvNet(SIZE, 4, 2);

  /** Noisy images, dark of class 0 and bright of class 1. */
  private static LabelledImages images(long seed, int count) {
    SplittableRandom random = new SplittableRandom(seed);
    int pixels = 3 * SIZE * SIZE;
    float[] values = new float[count * pixels];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = i % 2;
      for (int p = 0; p < pixels; p++) {
        values[i * pixels + p] = (float) (0.3 * labels[i] + 0.7 * random.nextDouble());
      }
    }
    return new LabelledImages(
        Nd4j.createFromArray(values).reshape('c', count, 3, SIZE, SIZE), labels, new long[count]);
  }

  private static ComputationGraph train(long seed, List<EpochResult> epochs, List<Integer> steps) {
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void stepped(int done, int total, double loss) {
            steps.add(done);
            assertEquals(12, total);
          }

          @Override
          public void ended(EpochResult epoch) {
            epochs.add(epoch);
          }
        };
    TrainingPlan plan = new TrainingPlan(3, 16, 0.01, seed);
    return new ClassifierTrainer(plan, images(1, 60), images(2, 40), listener).train(NET);
  }

  @Test
  void whatCanBeLearntIsLearnt() {
    List<EpochResult> epochs = new ArrayList<>();
    List<Integer> steps = new ArrayList<>();
    train(1, epochs, steps);
    assertEquals(3, epochs.size());
    assertEquals(3, epochs.get(2).epoch());
    assertEquals(12, steps.size());
    assertEquals(12, steps.get(11));
    assertTrue(epochs.get(2).loss() < epochs.get(0).loss() / 2, epochs.toString());
    assertEquals(1.0, epochs.get(2).testAccuracy(), 0.05);
  }

  @Test
  void aSeedGivesOneNetwork() {
    ComputationGraph first = train(1, new ArrayList<>(), new ArrayList<>());
    ComputationGraph again = train(1, new ArrayList<>(), new ArrayList<>());
    ComputationGraph other = train(2, new ArrayList<>(), new ArrayList<>());
    assertEquals(first.params(), again.params());
    assertNotEquals(first.params(), other.params());
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new ConvNet(6, 4, 2));
    assertThrows(IllegalArgumentException.class, () -> new ConvNet(8, 0, 2));
    assertThrows(IllegalArgumentException.class, () -> new ConvNet(8, 4, 1));
    assertThrows(IllegalArgumentException.class, () -> new TrainingPlan(0, 1, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> new TrainingPlan(1, 1, 0, 1));
    LabelledImages unknown =
        new LabelledImages(images(1, 2).images(), new int[] {0, 2}, new long[2]);
    ClassifierTrainer trainer =
        new ClassifierTrainer(new TrainingPlan(1, 1, 1, 1), unknown, unknown, null);
    assertThrows(IllegalArgumentException.class, () -> trainer.train(NET));
  }
}
