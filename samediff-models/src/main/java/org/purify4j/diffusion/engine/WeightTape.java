package org.purify4j.diffusion.engine;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.network.Parameters;

/**
 * A forward pass of a {@link TrainableNetwork} that was recorded so that it can be differentiated
 * with respect to the weights. It needs the image it was recorded from, which must stay as it was
 * while the tape is in use, and is usable until the network is closed or given other weights.
 * Asking for the gradient at once is the cheap way: where memory has been used again since, the
 * forward pass is repeated. Not thread-safe.
 */
public interface WeightTape {
  /** {@code [b, o, h, w]}, not to be modified; overwritten by the network's next call. */
  INDArray output();

  /**
   * The gradient with respect to the weights of {@code <output, cotangent>}. It may be asked for
   * several times.
   *
   * @param cotangent {@code [b, o, h, w]}, not modified
   * @return the gradient, summed over the batch; owned by the network and overwritten by its next
   *     call
   */
  Parameters gradient(INDArray cotangent);
}
