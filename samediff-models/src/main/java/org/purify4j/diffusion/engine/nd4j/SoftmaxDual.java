package org.purify4j.diffusion.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The derivative of a softmax p, and the derivative of that derivative along a direction. As the
 * Jacobian of a softmax is symmetric, the same formula p·(g − Σ g·p) serves tangents and gradients.
 *
 * @param p the probabilities
 * @param ofP their tangent
 * @param axis over which they sum to 1
 */
record SoftmaxDual(INDArray p, INDArray ofP, int axis) {
  /** Multiplies by the Jacobian; freshly allocated. */
  static INDArray apply(INDArray p, INDArray g, int axis) {
    return g.sub(g.mul(p).sum(true, axis)).muli(p);
  }

  /**
   * Computes the derivative of {@link #apply} along the direction.
   *
   * @param g what it is applied to
   * @param ofG the tangent of that
   * @return freshly allocated
   */
  INDArray tangent(INDArray g, INDArray ofG) {
    INDArray inner = g.sub(g.mul(p).sum(true, axis));
    INDArray ofMean = ofG.mul(p).addi(g.mul(ofP)).sum(true, axis);
    return inner.muli(ofP).addi(ofG.sub(ofMean).muli(p));
  }
}
