package org.purify4j.attack;

import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.noise.Draw;

/**
 * What an attack works against: the very function that is defended, which may draw noise. The noise
 * is named by a {@link Draw}, so the same draw gives the same function.
 *
 * <p>Images are {@code [n, c, h, w]}, RGB, in [0, 1]. Arguments are not modified; results are owned
 * by the caller. Not thread-safe unless an implementation says so.
 */
public interface Target {
  /** Number of classes {@code k}. */
  int classes();

  /** Logits {@code [n, k]} under the noise of this draw, whose ids name the n images. */
  INDArray logits(INDArray images, Draw draw);

  /**
   * The gradient with respect to the images of {@code <logits, cotangent>} under the noise of this
   * draw; {@code cotangent} maps the logits {@code [n, k]} of this same pass to dL/dlogits, L being
   * a sum over the images.
   *
   * @return {@code [n, c, h, w]}
   */
  INDArray inputGradient(INDArray images, Draw draw, UnaryOperator<INDArray> cotangent);

  /** An undefended classifier, which has no noise. */
  static Target of(Classifier victim) {
    return of(NoisyClassifier.of(victim));
  }

  /** A classifier that may draw noise, and knows how it is differentiated. */
  static Target of(NoisyClassifier classifier) {
    return new Target() {
      @Override
      public int classes() {
        return classifier.classes();
      }

      @Override
      public INDArray logits(INDArray images, Draw draw) {
        return classifier.logits(images, draw);
      }

      @Override
      public INDArray inputGradient(INDArray images, Draw draw, UnaryOperator<INDArray> cotangent) {
        try (Tape tape = classifier.record(images, draw)) {
          return tape.gradient(cotangent.apply(tape.output()));
        }
      }
    };
  }
}
