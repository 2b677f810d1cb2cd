package org.purify4j.diffusion.engine.vector.simd;

import static org.purify4j.diffusion.engine.vector.simd.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Functions of a register of floats. */
final class VectorMath {
  private static final float LOG2_E = 1.44269504f;
  private static final float LN2_HIGH = 0.693359375f;
  private static final float LN2_LOW = -2.12194440e-4f;

  /** 1.5·2²³: adding it rounds to an integer, which stands in the low bits. */
  private static final float ROUNDING = 12582912f;

  private static final float LOWEST = -87f;
  private static final float HIGHEST = 88f;

  private VectorMath() {}

  /**
   * exp(x) to two units in the last place between −87 and 88, constant beyond: x = n·ln 2 + r, with
   * n added to the exponent of a polynomial in r (Cephes, Moshier 1992, expf).
   */
  static FloatVector exp(FloatVector x) {
    FloatVector bounded = x.max(LOWEST).min(HIGHEST);
    FloatVector shifted =
        bounded.fma(
            FloatVector.broadcast(SPECIES, LOG2_E), FloatVector.broadcast(SPECIES, ROUNDING));
    FloatVector n = shifted.sub(ROUNDING);
    FloatVector r = n.fma(FloatVector.broadcast(SPECIES, -LN2_HIGH), bounded);
    r = n.fma(FloatVector.broadcast(SPECIES, -LN2_LOW), r);
    FloatVector p = FloatVector.broadcast(SPECIES, 1.9875691500e-4f);
    p = p.fma(r, FloatVector.broadcast(SPECIES, 1.3981999507e-3f));
    p = p.fma(r, FloatVector.broadcast(SPECIES, 8.3334519073e-3f));
    p = p.fma(r, FloatVector.broadcast(SPECIES, 4.1665795894e-2f));
    p = p.fma(r, FloatVector.broadcast(SPECIES, 1.6666665459e-1f));
    p = p.fma(r, FloatVector.broadcast(SPECIES, 5.0000001201e-1f));
    p = p.fma(r.mul(r), r).add(1f);
    return p.reinterpretAsInts()
        .add(shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23))
        .reinterpretAsFloats();
  }

  /** 1/(1 + exp(−x)). */
  static FloatVector sigmoid(FloatVector x) {
    return FloatVector.broadcast(SPECIES, 1f).div(exp(x.neg()).add(1f));
  }
}
