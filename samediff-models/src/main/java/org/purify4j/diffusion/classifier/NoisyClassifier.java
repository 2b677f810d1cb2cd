package org.purify4j.diffusion.classifier;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.gradient.ScaledGradient;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.noise.Draw;

/**
 * A classifier whose answer may depend on noise, which a {@link Draw} identifies. Attacks work
 * against this interface, and a purified classifier implements it. For a given draw it is a
 * deterministic function.
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
   * Whether different draws may give different answers; an implementation that knows better says
   * that they do not.
   */
  default boolean dependsOnDraw() {
    return true;
  }

  /**
   * Computes the logits (before the softmax).
   *
   * @param images {@code [n, c, h, w]} in [0, 1]
   * @param draw image ids, and the number of the independent answer
   * @return {@code [n, k]}
   */
  INDArray logits(INDArray images, Draw draw);

  /**
   * Computes the logits and records them for their gradient with respect to the images.
   *
   * @param images {@code [n, c, h, w]} in [0, 1]; must not change while the tape is in use
   * @param draw image ids, and the number of the independent answer
   * @return a tape whose output is {@code [n, k]} and whose gradient is {@code [n, c, h, w]}, row i
   *     being that of image i's own loss if the loss is a sum over images
   */
  Tape record(INDArray images, Draw draw);

  /**
   * Computes the gradient of the cross-entropy with respect to the images, which an attack climbs.
   * It is scaled image by image, so that it does not vanish where the classifier is certain.
   *
   * @param images {@code [n, c, h, w]} in [0, 1]
   * @param labels the n true classes
   * @param draw image ids, and the number of the independent answer
   * @return rows {@code [n, c, h, w]}
   */
  default ScaledGradient ofCrossEntropy(INDArray images, int[] labels, Draw draw) {
    try (Tape tape = record(images, draw)) {
      ScaledGradient ofLogits = new CrossEntropy(labels).gradient(tape.output());
      return new ScaledGradient(tape.gradient(ofLogits.rows()), ofLogits.logScales());
    }
  }

  /**
   * Computes the logits, and returns them with the images and votes they are based on.
   *
   * @param images {@code [n, c, h, w]} in [0, 1]
   * @param draw image ids, and the number of the independent answer
   */
  default Answer answer(INDArray images, Draw draw) {
    return Answer.of(logits(images, draw), images);
  }

  /**
   * Names of the inner layers that {@link #innerLayer} shows, in the order of execution; empty if
   * none are shown.
   */
  default List<String> innerLayers() {
    return List.of();
  }

  /**
   * The part of this classifier up to an inner layer; the caller closes it.
   *
   * @param name one of {@link #innerLayers}
   * @throws IllegalArgumentException if there is none of this name
   */
  default LayerActivations innerLayer(String name) {
    throw new IllegalArgumentException("layer: got " + name + ", must be one of " + innerLayers());
  }

  /**
   * Returns this classifier with its draw fixed: a deterministic function, suited to attacks
   * without expectation over draws and, unless votes may end early, to finite differences. Closing
   * it closes nothing.
   *
   * @param draw ids of the images it will classify, and the number of the independent answer
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

  /**
   * Returns this classifier with the noise of each image fixed to that of one of its draws,
   * whatever draw it is asked for: what an attacker sees who knows the seed of a defence.
   *
   * @param index number of the draw
   */
  default NoisyClassifier withNoiseOf(long index) {
    return new FixedNoiseClassifier(this, index);
  }

  /** Adapts a classifier without noise: every draw gives the same answer. */
  static NoisyClassifier of(Classifier classifier) {
    return new NoisyClassifier() {
      @Override
      public int classes() {
        return classifier.classes();
      }

      @Override
      public boolean dependsOnDraw() {
        return false;
      }

      @Override
      public INDArray logits(INDArray images, Draw draw) {
        return classifier.logits(images);
      }

      @Override
      public Tape record(INDArray images, Draw draw) {
        return classifier.record(images);
      }

      @Override
      public List<String> innerLayers() {
        return classifier.innerLayers();
      }

      @Override
      public LayerActivations innerLayer(String name) {
        return classifier.innerLayer(name);
      }
    };
  }
}
