package org.purify4j.diffusion.classifier;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.gradient.CentralDifferences;
import org.purify4j.diffusion.gradient.DualTape;
import org.purify4j.diffusion.gradient.SecondDerivative;
import org.purify4j.diffusion.gradient.Tape;

/**
 * A classifier as guidance and attacks use it: a deterministic function of an image, with the input
 * gradient of inference mode (batch normalisation with running statistics, dropout off).
 *
 * <p>Images are float32 {@code [n, c, h, w]}, RGB, in [0, 1]; the classifier applies its own
 * normalisation. Arguments are not modified, and results are freshly allocated, attached to no
 * workspace and owned by the caller. The batch {@code n} may change from call to call; the result
 * for an image does not depend on the others in its batch. Implementations are not thread-safe
 * unless they say so.
 */
public interface Classifier extends AutoCloseable {
  /** Number of classes {@code k}. */
  int classes();

  /**
   * Computes the logits (before the softmax).
   *
   * @param images {@code [n, c, h, w]} in [0, 1]
   * @return {@code [n, k]}
   */
  INDArray logits(INDArray images);

  /**
   * Computes the logits and records them for their gradient with respect to the images.
   *
   * @param images {@code [n, c, h, w]} in [0, 1]; must not change while the tape is in use
   * @return a tape whose output is {@code [n, k]} and whose gradient is {@code [n, c, h, w]}, both
   *     freshly allocated; if the loss is a sum over images, row i of the gradient is that of image
   *     i's own loss
   */
  Tape record(INDArray images);

  /**
   * Computes the logits and records them along a direction, for second derivatives: as {@link
   * #secondDerivative} says, and by central differences unless an implementation knows better.
   *
   * @param images {@code [n, c, h, w]} in [0, 1]; must not change while the tape is in use
   * @param direction {@code [n, c, h, w]}, in which the images change; not modified
   * @return a tape as that of {@link #record}
   */
  default DualTape recordAlong(INDArray images, INDArray direction) {
    return CentralDifferences.of(this::record, images, direction, 1);
  }

  /** How {@link #recordAlong} computes second derivatives. */
  default SecondDerivative secondDerivative() {
    return SecondDerivative.DIFFERENCES;
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

  @Override
  default void close() {}
}
