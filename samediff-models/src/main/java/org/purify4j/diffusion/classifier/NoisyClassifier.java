package org.purify4j.diffusion.classifier;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.noise.Draw;

/**
 * A classifier whose answer may depend on noise, which a {@link Draw} names: what attacks see, and
 * what a purified classifier is. For one draw it is a deterministic function.
 *
 * <p>Images are float32 {@code [n, c, h, w]}, RGB, in [0, 1], any n. Arguments are not modified,
 * and results are freshly allocated, attached to no workspace and owned by the caller. The result
 * for an image does not depend on the others in its batch. Not thread-safe unless an implementation
 * says so.
 */
public interface NoisyClassifier {
  /** Number of classes {@code k}. */
  int classes();

  /**
   * Logits (before the softmax).
   *
   * @param images {@code [n, c, h, w]} in [0, 1]
   * @param draw the ids of the images, and which independent answer
   * @return {@code [n, k]}
   */
  INDArray logits(INDArray images, Draw draw);

  /**
   * The same, recorded for its gradient with respect to the images.
   *
   * @param images {@code [n, c, h, w]} in [0, 1]; must stay as they are while the tape is in use
   * @param draw the ids of the images, and which independent answer
   * @return a tape whose output is {@code [n, k]} and whose gradient is {@code [n, c, h, w]}, row i
   *     being that of image i's own loss where the loss is a sum over images
   */
  Tape record(INDArray images, Draw draw);

  /**
   * The logits, with what they rest on.
   *
   * @param images {@code [n, c, h, w]} in [0, 1]
   * @param draw the ids of the images, and which independent answer
   */
  default Answer answer(INDArray images, Draw draw) {
    return Answer.of(logits(images, draw), images);
  }

  /**
   * This classifier for one draw: a deterministic function, as attacks without expectation over
   * draws and, unless votes may end early, finite differences need it. Closing it closes nothing.
   *
   * @param draw the ids of the images it will be asked about, and which independent answer
   */
  default Classifier at(Draw draw) {
    NoisyClassifier noisy = this;
    return new Classifier() {
      @Override
      public int classes() {
        return noisy.classes();
      }

      @Override
      public INDArray logits(INDArray images) {
        return noisy.logits(images, draw);
      }

      @Override
      public Tape record(INDArray images) {
        return noisy.record(images, draw);
      }
    };
  }

  /** A classifier without noise: every draw gives the same answer. */
  static NoisyClassifier of(Classifier classifier) {
    return new NoisyClassifier() {
      @Override
      public int classes() {
        return classifier.classes();
      }

      @Override
      public INDArray logits(INDArray images, Draw draw) {
        return classifier.logits(images);
      }

      @Override
      public Tape record(INDArray images, Draw draw) {
        return classifier.record(images);
      }
    };
  }
}
