package org.purify4j.diffusion.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The derivative of a kernel's passes along a direction of its inputs, bound to arrays as the
 * kernel is (the R-operator of Pearlmutter 1994).
 */
interface TangentKernel {
  /** Computes the tangent of the node's value, after the kernel has computed the value. */
  void forward();

  /**
   * Binds the derivative of the backward pass.
   *
   * @param gradient of the node's value
   * @param tangent of that gradient
   * @param targets arrays to be overwritten with the tangents of the gradients of the inputs, one
   *     for each feature map among them, in order
   * @return what computes the targets, after {@link #forward}
   */
  Runnable backward(INDArray gradient, INDArray tangent, INDArray[] targets);
}
