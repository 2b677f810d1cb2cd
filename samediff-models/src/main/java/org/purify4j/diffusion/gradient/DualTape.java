package org.purify4j.diffusion.gradient;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A computation y = f(x) recorded together with a direction u, so that both its output and its
 * gradient can be differentiated along u: the passes over dual numbers x + εu, ε² = 0, by which a
 * Hessian is multiplied by a vector (Pearlmutter 1994, the R-operator).
 *
 * <p>With J = ∂f/∂x, the tangent of the output is J·u. What else holds of a {@link Tape} holds of
 * this one.
 */
public interface DualTape extends Tape {
  /** Returns J(x)·u, of the shape of {@link #output}, which must not be modified. */
  INDArray outputTangent();

  /**
   * Computes the derivative of the gradient along u, where the cotangent v changes too: the
   * derivative of J(x + εu)ᵀ(v + ε·v̇) with respect to ε at 0.
   *
   * @param cotangent v, of the shape of {@link #output}, not modified
   * @param cotangentTangent v̇, of the same shape, not modified
   * @return of the shape of the input; owned as the result of {@link #gradient}
   */
  INDArray gradientTangent(INDArray cotangent, INDArray cotangentTangent);
}
