package org.purify4j.diffusion.engine.vector.simd;

import static org.purify4j.diffusion.engine.vector.simd.Lanes.COUNT;
import static org.purify4j.diffusion.engine.vector.simd.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import org.purify4j.diffusion.engine.vector.simd.GroupNormalization.Activation;

/**
 * Root-mean-square normalisation of one pixel, {@code y = f(x·r·gain + shift)} with r = 1/max(‖x‖,
 * ε), and its derivative. The number of channels is a multiple of the lanes.
 */
public final class RmsNormalization {
  private RmsNormalization() {}

  /** 1/max(‖x‖, ε) of a pixel. */
  public static float reciprocal(float[] x, int offset, int channels, float epsilon) {
    FloatVector sum = FloatVector.zero(SPECIES);
    for (int c = 0; c < channels; c += COUNT) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, offset + c);
      sum = v.fma(v, sum);
    }
    double norm = Math.sqrt(sum.reduceLanes(VectorOperators.ADD));
    return (float) (1 / Math.max(norm, epsilon));
  }

  /**
   * Forward.
   *
   * @param r of the pixel
   * @param tables where the image's channels begin in gain and shift
   */
  public static void apply(
      Activation activation,
      float[] x,
      int xOffset,
      int channels,
      float r,
      float[] gain,
      float[] shift,
      int tables,
      float[] y,
      int yOffset) {
    for (int c = 0; c < channels; c += COUNT) {
      FloatVector u = affine(x, xOffset + c, r, gain, shift, tables + c);
      (activation == Activation.SILU ? u.mul(VectorMath.sigmoid(u)) : u).intoArray(y, yOffset + c);
    }
  }

  private static FloatVector affine(
      float[] x, int at, float r, float[] gain, float[] shift, int table) {
    FloatVector a = FloatVector.fromArray(SPECIES, gain, table);
    FloatVector b = FloatVector.fromArray(SPECIES, shift, table);
    return FloatVector.fromArray(SPECIES, x, at).mul(r).fma(a, b);
  }

  /**
   * Backward, with w = gradient·f′·gain: {@code target = r·w − x·r³·Σ w·x (+ plus)}.
   *
   * @param gradient dL/dy, overwritten by w
   * @param plus added, at the same places as target; may be target itself, or {@link Lanes#NOTHING}
   */
  public static void gradient(
      Activation activation,
      float[] x,
      int xOffset,
      int channels,
      float r,
      float[] gain,
      float[] shift,
      int tables,
      float[] gradient,
      int gOffset,
      float[] target,
      int tOffset,
      float[] plus) {
    FloatVector one = FloatVector.broadcast(SPECIES, 1f);
    FloatVector products = FloatVector.zero(SPECIES);
    for (int c = 0; c < channels; c += COUNT) {
      FloatVector w =
          FloatVector.fromArray(SPECIES, gradient, gOffset + c)
              .mul(FloatVector.fromArray(SPECIES, gain, tables + c));
      if (activation == Activation.SILU) {
        FloatVector u = affine(x, xOffset + c, r, gain, shift, tables + c);
        FloatVector s = VectorMath.sigmoid(u);
        w = w.mul(s.mul(u.fma(one.sub(s), one)));
      }
      w.intoArray(gradient, gOffset + c);
      products = w.fma(FloatVector.fromArray(SPECIES, x, xOffset + c), products);
    }
    FloatVector slope =
        FloatVector.broadcast(SPECIES, -r * r * products.reduceLanes(VectorOperators.ADD));
    for (int c = 0; c < channels; c += COUNT) {
      FloatVector w = FloatVector.fromArray(SPECIES, gradient, gOffset + c);
      FloatVector value = FloatVector.fromArray(SPECIES, x, xOffset + c).fma(slope, w).mul(r);
      if (plus != Lanes.NOTHING) {
        value = value.add(FloatVector.fromArray(SPECIES, plus, tOffset + c));
      }
      value.intoArray(target, tOffset + c);
    }
  }
}
