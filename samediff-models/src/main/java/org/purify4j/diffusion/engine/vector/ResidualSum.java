package org.purify4j.diffusion.engine.vector;

import org.purify4j.diffusion.engine.vector.simd.Lanes;

/**
 * The residual sum that a convolution ends with: {@code (convolution + plus)·scale}.
 *
 * @param plus at the same places as the result; may be the result itself, or, with a scale of 1,
 *     {@link Lanes#NOTHING}
 * @param scale of the sum
 */
record ResidualSum(float[] plus, float scale) {

  /** Plain addition; of {@link Lanes#NOTHING} for none. */
  static ResidualSum of(float[] plus) {
    return new ResidualSum(plus, 1);
  }
}
