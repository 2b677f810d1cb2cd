package org.purify4j.diffusion.guidance;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An energy term E bound to one batch: its gradient g along the chain, and the vector-Jacobian
 * product of that gradient, which the exact gradient of a guided purification needs. All arrays are
 * {@code [b, c, h, w]}; the weight of the term is included.
 */
public interface BoundTerm {
  /**
   * Computes g = ∂E/∂x_t.
   *
   * @param x x_t, in [−1, 1] units, not modified
   * @param step t, in the context's schedule
   * @return freshly allocated
   */
  INDArray gradient(INDArray x, int step);

  /**
   * The vector-Jacobian product of {@link #gradient}.
   *
   * @param x x_t, not modified
   * @param step t
   * @param cotangent dL/dg, not modified
   * @param ofX array to which (∂g/∂x_t)ᵀ dL/dg is added
   * @param ofInput array to which the gradient is added that reaches the input x̃ through this step
   *     alone
   */
  void pullback(INDArray x, int step, INDArray cotangent, INDArray ofX, INDArray ofInput);

  /**
   * Ends a series of pullbacks: passes on to the input, all at once, the gradient accumulated in
   * references that all steps share.
   *
   * @param ofInput array to which it is added
   */
  default void finish(INDArray ofInput) {}
}
