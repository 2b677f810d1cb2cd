package org.purify4j.diffusion.engine;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.network.Conditioning;
import org.purify4j.diffusion.network.Parameters;

/**
 * A network bound to an engine and to a batch size, whose weights change between calls. SameDiff's
 * automatic differentiation is the reference; every other engine computes the same gradients faster
 * and agrees with it.
 *
 * <p>Images are {@code [b, c, h, w]} in [−1, 1] as for {@link ExecutableNetwork}. Not thread-safe;
 * holds native memory until closed, and is unusable afterwards.
 */
public interface TrainableNetwork extends AutoCloseable {
  /**
   * Takes over these weights; copied. To be called before the first {@link #record}; makes earlier
   * tapes unusable.
   *
   * @throws IllegalStateException if the network is closed
   */
  void load(Parameters weights);

  /**
   * The raw network output, recorded for its gradient with respect to the weights.
   *
   * @param x {@code [b, c, h, w]}, not modified; must stay as it is while the tape is in use
   * @param conditioning times (and classes) of the b images
   * @throws IllegalStateException if the network is closed
   */
  WeightTape record(INDArray x, Conditioning conditioning);

  @Override
  void close();
}
