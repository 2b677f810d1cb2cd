package org.purify4j.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.noise.Draw;

class WatchedClassifierTest {
  private static final INDArray IMAGES = Nd4j.zeros(2, 3, 4, 4);
  private static final Draw DRAW = new Draw(new long[] {7, 8}, 5);

  /** Answers with the number of the draw. */
  private static final NoisyClassifier NOISY =
      new NoisyClassifier() {
        @Override
        public int classes() {
          return 2;
        }

        @Override
        public INDArray logits(INDArray images, Draw draw) {
          return Nd4j.valueArrayOf(new long[] {images.size(0), 2}, (double) draw.index());
        }

        @Override
        public Tape record(INDArray images, Draw draw) {
          return Tape.of(logits(images, draw), cotangent -> images);
        }
      };

  /** Attacks on deterministic targets ask for it. */
  @Test
  void targetStaysWithNoiseOrWithout() {
    assertTrue(new WatchedClassifier(NOISY, query -> {}).dependsOnDraw());
    assertFalse(new WatchedClassifier(NOISY.withNoiseOf(3), query -> {}).dependsOnDraw());
  }

  @Test
  void noiseOfOneDrawIsThatOfEveryQuery() {
    List<Integer> queries = new ArrayList<>();
    NoisyClassifier watched = new WatchedClassifier(NOISY.withNoiseOf(3), queries::add);
    int[] labels = {0, 1};
    assertEquals(3, watched.logits(IMAGES, DRAW).getDouble(0));
    assertEquals(3, watched.answer(IMAGES, DRAW.withIndex(9)).logits().getDouble(1));
    assertEquals(3, watched.record(IMAGES, DRAW).output().getDouble(0));
    watched.ofCrossEntropy(IMAGES, labels, DRAW);
    assertEquals(List.of(1, 2, 3, 4), queries);
  }
}
