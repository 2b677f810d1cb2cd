package org.purify4j.diffusion.engine;

import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.network.Conditioning;

/**
 * A diffusion network bound to a batch size: the one place where speed is decided. SameDiff is the
 * definition and the reference; a faster way of executing the same network stands behind this
 * interface and agrees with it.
 *
 * <p>Images here are the diffusion's own: {@code [b, c, h, w]} with x = 2·image − 1. Not
 * thread-safe; holds native memory until closed.
 */
public interface ExecutableNetwork extends AutoCloseable {
  /** The fixed batch size b of every call. */
  int batchSize();

  /**
   * The raw network output.
   *
   * @param x {@code [b, c, h, w]}, not modified
   * @param conditioning times (and classes) of the b images
   * @return {@code [b, o, h, w]}: the predicted noise in the first c channels and, for a learned
   *     range of variances, the interpolation output in the next c. Owned by the network and
   *     overwritten by the next call.
   */
  INDArray forward(INDArray x, Conditioning conditioning);

  /**
   * Vector-Jacobian product with respect to x: forward, then the gradient of {@code <output,
   * cotangent>}, the cotangent being a function of the output of this same forward pass.
   *
   * @param x {@code [b, c, h, w]}, not modified
   * @param conditioning times (and classes) of the b images
   * @param cotangent from the output {@code [b, o, h, w]} (not to be modified) to an array of the
   *     same shape
   * @return {@code [b, c, h, w]}, owned by the network and overwritten by the next call
   */
  INDArray inputGradient(INDArray x, Conditioning conditioning, UnaryOperator<INDArray> cotangent);

  /**
   * The raw network output, recorded for its gradient with respect to x.
   *
   * @param x {@code [b, c, h, w]}; must stay as it is while the tape is in use
   * @param conditioning times (and classes) of the b images
   * @return a tape whose output {@code [b, o, h, w]} and gradient {@code [b, c, h, w]} are owned by
   *     the network and overwritten by its next call
   */
  default Tape record(INDArray x, Conditioning conditioning) {
    INDArray output = forward(x, conditioning);
    return new Tape() {
      @Override
      public INDArray output() {
        return output;
      }

      @Override
      public INDArray gradient(INDArray cotangent) {
        return inputGradient(x, conditioning, ignored -> cotangent);
      }
    };
  }

  /** Bytes of native memory held by arrays. */
  long bytes();

  @Override
  void close();
}
