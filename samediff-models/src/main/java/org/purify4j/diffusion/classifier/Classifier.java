package org.purify4j.diffusion.classifier;

import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.gradient.Tape;

/**
 * The protected classifier, as the guidance and the attacks see it: a deterministic function of an
 * image whose input gradient is that of inference mode (batch normalisation with running
 * statistics, dropout off).
 *
 * <p>Images are float32 {@code [n, c, h, w]}, RGB, in [0, 1]; the victim owns its normalisation.
 * Arguments are not modified, and results are freshly allocated, attached to no workspace and owned
 * by the caller. The batch {@code n} may change from call to call; the result for an image does not
 * depend on the others in its batch. Implementations are not thread-safe unless they say so.
 */
public interface Classifier extends AutoCloseable {
  /** Number of classes {@code k}. */
  int classes();

  /**
   * Logits (before the softmax).
   *
   * @param images {@code [n, c, h, w]} in [0, 1]
   * @return {@code [n, k]}
   */
  INDArray logits(INDArray images);

  /**
   * Vector-Jacobian product: the gradient with respect to the images of {@code <logits,
   * cotangent>}, the cotangent being a function of the logits that this same forward pass gave. A
   * loss L is differentiated by returning dL/dlogits; it is summed, never averaged, over the batch,
   * so that row i of the result is the gradient of image i's own loss.
   *
   * @param images {@code [n, c, h, w]} in [0, 1]
   * @param cotangent from the logits {@code [n, k]} to dL/dlogits {@code [n, k]}
   * @return {@code [n, c, h, w]}
   */
  INDArray inputGradient(INDArray images, UnaryOperator<INDArray> cotangent);

  /**
   * The logits, recorded for their gradient with respect to the images.
   *
   * @param images {@code [n, c, h, w]} in [0, 1]; must stay as they are while the tape is in use
   * @return a tape whose output is {@code [n, k]} and whose gradient is {@code [n, c, h, w]}, both
   *     freshly allocated; row i of the gradient is that of image i's own loss where the loss is a
   *     sum over images
   */
  default Tape record(INDArray images) {
    INDArray output = logits(images);
    return new Tape() {
      @Override
      public INDArray output() {
        return output;
      }

      @Override
      public INDArray gradient(INDArray cotangent) {
        return inputGradient(images, ignored -> cotangent);
      }
    };
  }

  @Override
  default void close() {}
}
