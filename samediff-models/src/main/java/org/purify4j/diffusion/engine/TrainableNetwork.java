package org.purify4j.diffusion.engine;

import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.network.Conditioning;
import org.purify4j.diffusion.network.Parameters;

/**
 * A network bound to a batch size, whose weights change: the seam between what is learned and how
 * it is computed. SameDiff's automatic differentiation is the definition and the reference; a
 * faster engine stands behind this interface and agrees with it.
 *
 * <p>Images are {@code [b, c, h, w]} in [−1, 1] as for {@link ExecutableNetwork}. Not thread-safe;
 * holds native memory until closed.
 */
public interface TrainableNetwork extends AutoCloseable {
  /** The fixed batch size b of every call. */
  int batchSize();

  /** Takes over these weights; copied. To be called before the first gradient. */
  void load(Parameters weights);

  /**
   * Vector-Jacobian product with respect to the weights: forward, then the gradient of {@code
   * <output, cotangent>}, the cotangent being a function of the output of this same forward pass.
   *
   * @param x {@code [b, c, h, w]}, not modified
   * @param conditioning times (and classes) of the b images
   * @param cotangent from the output {@code [b, o, h, w]} (not to be modified) to an array of the
   *     same shape
   * @return the gradient, summed over the batch; owned by the engine and overwritten by the next
   *     call
   */
  Parameters gradient(INDArray x, Conditioning conditioning, UnaryOperator<INDArray> cotangent);

  /** Bytes held by arrays. */
  long bytes();

  @Override
  void close();
}
