package org.purify4j.diffusion.engine.vector;

/**
 * The residual sum that a convolution ends with: {@code (convolution + plus)·scale}.
 *
 * @param plus at the same places as the result; may be the result itself; null for nothing, with a
 *     scale of 1
 * @param scale of the sum
 */
record ResidualSum(float[] plus, float scale) {

  /** Plain addition; null for nothing. */
  static ResidualSum of(float[] plus) {
    return new ResidualSum(plus, 1);
  }
}
