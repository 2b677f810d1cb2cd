package org.purify4j.diffusion.engine.vector.simd;

import static org.purify4j.diffusion.engine.vector.simd.Lanes.COUNT;
import static org.purify4j.diffusion.engine.vector.simd.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** Computes the softmax of a row, and its derivative. */
public final class SoftmaxRows {
  private SoftmaxRows() {}

  /**
   * Replaces values by {@code softmax(scale·values)}; the row is padded to a multiple of the lanes,
   * and the padding becomes 0.
   */
  public static void row(float[] values, int offset, int length, float scale) {
    int whole = length - length % COUNT;
    FloatVector largest = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
    for (int i = 0; i < whole; i += COUNT) {
      largest = largest.max(FloatVector.fromArray(SPECIES, values, offset + i));
    }
    VectorMask<Float> rest = SPECIES.indexInRange(whole, length);
    if (whole < length) {
      largest =
          largest.lanewise(
              VectorOperators.MAX, FloatVector.fromArray(SPECIES, values, offset + whole), rest);
    }
    FloatVector top =
        FloatVector.broadcast(SPECIES, -scale * largest.reduceLanes(VectorOperators.MAX));
    FloatVector factor = FloatVector.broadcast(SPECIES, scale);
    FloatVector total = FloatVector.zero(SPECIES);
    for (int i = 0; i < whole; i += COUNT) {
      FloatVector e =
          VectorMath.exp(FloatVector.fromArray(SPECIES, values, offset + i).fma(factor, top));
      e.intoArray(values, offset + i);
      total = total.add(e);
    }
    if (whole < length) {
      FloatVector e =
          VectorMath.exp(FloatVector.fromArray(SPECIES, values, offset + whole).fma(factor, top));
      e = FloatVector.zero(SPECIES).blend(e, rest);
      e.intoArray(values, offset + whole);
      total = total.add(e);
    }
    FloatVector reciprocal =
        FloatVector.broadcast(SPECIES, 1 / total.reduceLanes(VectorOperators.ADD));
    for (int i = 0; i < length; i += COUNT) {
      FloatVector.fromArray(SPECIES, values, offset + i)
          .mul(reciprocal)
          .intoArray(values, offset + i);
    }
  }

  /**
   * Replaces the gradient of a row of probabilities p by that of the values before the softmax:
   * {@code scale·p·(g − Σ g·p)}.
   */
  public static void gradientRow(
      float[] p, int pOffset, float[] gradient, int gOffset, int length, float scale) {
    FloatVector sum = FloatVector.zero(SPECIES);
    for (int i = 0; i < length; i += COUNT) {
      FloatVector g = FloatVector.fromArray(SPECIES, gradient, gOffset + i);
      sum = g.fma(FloatVector.fromArray(SPECIES, p, pOffset + i), sum);
    }
    FloatVector mean = FloatVector.broadcast(SPECIES, sum.reduceLanes(VectorOperators.ADD));
    for (int i = 0; i < length; i += COUNT) {
      FloatVector g = FloatVector.fromArray(SPECIES, gradient, gOffset + i).sub(mean);
      g.mul(FloatVector.fromArray(SPECIES, p, pOffset + i))
          .mul(scale)
          .intoArray(gradient, gOffset + i);
    }
  }
}
