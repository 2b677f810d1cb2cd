package org.purify4j.diffusion.engine;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.network.Conditioning;

/**
 * A network's forward pass that keeps in the network's memory what its backward pass reads.
 *
 * @param <G> what the backward pass gives: the gradient of the image, or of the weights
 */
public interface RecordedPass<G> {
  /**
   * Runs forward.
   *
   * @param x {@code [b, c, h, w]}, not modified
   * @param conditioning times (and classes) of the b images
   * @return {@code [b, o, h, w]}, owned by the network
   */
  INDArray forward(INDArray x, Conditioning conditioning);

  /**
   * Runs backward from what {@link #forward} left in memory and leaves it there, so that it may be
   * called again.
   *
   * @param cotangent {@code [b, o, h, w]}, not modified; may be the array that forward returned
   * @return owned by the network and overwritten by the next call
   */
  G backward(INDArray cotangent);
}
