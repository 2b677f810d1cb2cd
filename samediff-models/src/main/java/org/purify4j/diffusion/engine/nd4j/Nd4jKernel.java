package org.purify4j.diffusion.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.network.Conditioning;

/**
 * Computes one node of a plan, forward and backward, on arrays it was bound to. All memory is taken
 * from the arena while the plan is laid out.
 */
interface Nd4jKernel {
  /** Computes the node's value from its inputs. */
  void forward(Conditioning conditioning);

  /**
   * Binds the backward pass to gradients.
   *
   * @param gradient of the node's value
   * @param targets arrays to be overwritten with the gradients of the inputs, one for each feature
   *     map among them, in order (vectors do not depend on the image)
   * @return what computes the targets
   */
  Runnable backward(INDArray gradient, INDArray[] targets);
}
