package org.purify4j.diffusion.engine.vector.simd;

import static org.purify4j.diffusion.engine.vector.simd.Lanes.COUNT;
import static org.purify4j.diffusion.engine.vector.simd.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/** {@code x·sigmoid(x)} over an array, and its derivative; lengths are multiples of the lanes. */
public final class Silu {
  private Silu() {}

  /** {@code y = silu(x)}; y may be x. */
  public static void apply(float[] x, float[] y, int from, int to) {
    for (int i = from; i < to; i += COUNT) {
      FloatVector u = FloatVector.fromArray(SPECIES, x, i);
      u.mul(VectorMath.sigmoid(u)).intoArray(y, i);
    }
  }

  /** {@code target = gradient·silu′(x)}; target may be the gradient. */
  public static void gradient(float[] x, float[] gradient, float[] target, int from, int to) {
    FloatVector one = FloatVector.broadcast(SPECIES, 1f);
    for (int i = from; i < to; i += COUNT) {
      FloatVector u = FloatVector.fromArray(SPECIES, x, i);
      FloatVector s = VectorMath.sigmoid(u);
      FloatVector.fromArray(SPECIES, gradient, i)
          .mul(s.mul(u.fma(one.sub(s), one)))
          .intoArray(target, i);
    }
  }
}
