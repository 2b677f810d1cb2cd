package org.purify4j.attack.transform;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.noise.Draw;
import org.purify4j.diffusion.noise.KeyedRandom;

/**
 * A target behind a transform.
 *
 * @param transform of the images and the gradients
 * @param target what is asked
 * @param seed of what the transform draws
 */
record TransformedClassifier(InputTransform transform, NoisyClassifier target, long seed)
    implements NoisyClassifier {
  @Override
  public int classes() {
    return target.classes();
  }

  @Override
  public boolean dependsOnDraw() {
    return transform.random() || target.dependsOnDraw();
  }

  @Override
  public INDArray logits(INDArray images, Draw draw) {
    return target.logits(mapped(images, passages(images, draw), Passage::image), draw);
  }

  @Override
  public Tape record(INDArray images, Draw draw) {
    Passage[] passages = passages(images, draw);
    Tape tape = target.record(mapped(images, passages, Passage::image), draw);
    return new Tape() {
      @Override
      public INDArray output() {
        return tape.output();
      }

      @Override
      public INDArray gradient(INDArray cotangent) {
        return mapped(tape.gradient(cotangent), passages, Passage::gradient);
      }

      @Override
      public void close() {
        tape.close();
      }
    };
  }

  /** Of each image, by its id and its draw, so that it does not depend on the others. */
  private Passage[] passages(INDArray images, Draw draw) {
    Passage[] passages = new Passage[draw.imageIds().length];
    for (int i = 0; i < passages.length; i++) {
      passages[i] =
          transform.draw(
              (int) images.size(1),
              (int) images.size(2),
              (int) images.size(3),
              KeyedRandom.of(seed, draw.imageIds()[i], draw.indices()[i]));
    }
    return passages;
  }

  @FunctionalInterface
  private interface Way {
    double[] along(Passage passage, double[] values);
  }

  private static INDArray mapped(INDArray images, Passage[] passages, Way way) {
    double[] flat = images.dup('c').data().asDouble();
    int length = flat.length / passages.length;
    double[] result = new double[flat.length];
    for (int i = 0; i < passages.length; i++) {
      double[] row = Arrays.copyOfRange(flat, i * length, (i + 1) * length);
      System.arraycopy(way.along(passages[i], row), 0, result, i * length, length);
    }
    return Nd4j.createFromArray(result).reshape('c', images.shape()).castTo(images.dataType());
  }
}
