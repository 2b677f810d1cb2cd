package org.purify4j.diffusion.guidance;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An energy term E bound to one batch: its gradient g along the chain, and the derivative of that
 * gradient, which the exact gradient of a guided purification needs. All arrays are {@code [b, c,
 * h, w]}; the weight of the term is included.
 */
public interface BoundTerm {
  /**
   * g = ∂E/∂x_t.
   *
   * @param x x_t, in [−1, 1] units, not modified
   * @param step t, in the schedule of the context
   * @return freshly allocated
   */
  INDArray gradient(INDArray x, int step);

  /**
   * The vector-Jacobian product of {@link #gradient}.
   *
   * @param x x_t, not modified
   * @param step t
   * @param cotangent dL/dg, not modified
   * @param ofX where (∂g/∂x_t)ᵀ dL/dg is added
   * @param ofInput where what flows to the input x̃ at this step alone is added
   */
  void pullback(INDArray x, int step, INDArray cotangent, INDArray ofX, INDArray ofInput);

  /**
   * Ends a series of pullbacks: what flowed through a reference that all steps share is brought to
   * the input at once.
   *
   * @param ofInput where it is added
   */
  default void finish(INDArray ofInput) {}
}
