package org.purify4j.diffusion.engine.vector.simd;

import static org.purify4j.diffusion.engine.vector.simd.Lanes.COUNT;
import static org.purify4j.diffusion.engine.vector.simd.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * The passes of a group normalisation over the pixels of one image, for a block of channels. Arrays
 * of channel values are indexed from the block's first channel on.
 */
public final class GroupNormalization {
  /** What follows the normalisation. */
  public enum Activation {
    NONE,
    SILU
  }

  private GroupNormalization() {}

  /**
   * Sums of {@code x − first} and of its square, per channel, with {@code first} the value at the
   * first pixel: one pass without cancellation.
   *
   * @param sums overwritten
   * @param squares overwritten
   */
  public static void sums(
      float[] x, int offset, int pixels, int stride, int channels, float[] sums, float[] squares) {
    for (int c = 0; c < channels; c += COUNT) {
      FloatVector first = FloatVector.fromArray(SPECIES, x, offset + c);
      FloatVector sum0 = FloatVector.zero(SPECIES);
      FloatVector sum1 = sum0;
      FloatVector square0 = sum0;
      FloatVector square1 = sum0;
      int at = offset + c;
      int pixel = 0;
      for (; pixel + 2 <= pixels; pixel += 2) {
        FloatVector d0 = FloatVector.fromArray(SPECIES, x, at).sub(first);
        FloatVector d1 = FloatVector.fromArray(SPECIES, x, at + stride).sub(first);
        sum0 = sum0.add(d0);
        sum1 = sum1.add(d1);
        square0 = d0.fma(d0, square0);
        square1 = d1.fma(d1, square1);
        at += 2 * stride;
      }
      if (pixel < pixels) {
        FloatVector d = FloatVector.fromArray(SPECIES, x, at).sub(first);
        sum0 = sum0.add(d);
        square0 = d.fma(d, square0);
      }
      sum0.add(sum1).intoArray(sums, c);
      square0.add(square1).intoArray(squares, c);
    }
  }

  /**
   * {@code y = f((x − mean)·gain + shift)}.
   *
   * @param tables where the block begins in mean, gain and shift
   */
  public static void apply(
      Activation activation,
      float[] x,
      int xOffset,
      int xStride,
      int pixels,
      int channels,
      float[] mean,
      float[] gain,
      float[] shift,
      int tables,
      float[] y,
      int yOffset,
      int yStride) {
    for (int c = 0; c < channels; c += COUNT) {
      FloatVector m = FloatVector.fromArray(SPECIES, mean, tables + c);
      FloatVector a = FloatVector.fromArray(SPECIES, gain, tables + c);
      FloatVector b = FloatVector.fromArray(SPECIES, shift, tables + c);
      int from = xOffset + c;
      int to = yOffset + c;
      if (activation == Activation.SILU) {
        for (int pixel = 0; pixel < pixels; pixel++) {
          FloatVector u = FloatVector.fromArray(SPECIES, x, from).sub(m).fma(a, b);
          u.mul(VectorMath.sigmoid(u)).intoArray(y, to);
          from += xStride;
          to += yStride;
        }
      } else {
        for (int pixel = 0; pixel < pixels; pixel++) {
          FloatVector.fromArray(SPECIES, x, from).sub(m).fma(a, b).intoArray(y, to);
          from += xStride;
          to += yStride;
        }
      }
    }
  }

  /**
   * The first pass backwards: replaces the gradient of y by w = gradient·f′·gain, and sums
   * gradient·f′ and gradient·f′·(x − mean) per channel.
   *
   * @param gradient dL/dy, overwritten by w
   * @param sums overwritten
   * @param products overwritten
   */
  public static void gradientSums(
      Activation activation,
      float[] x,
      int xOffset,
      int xStride,
      int pixels,
      int channels,
      float[] mean,
      float[] gain,
      float[] shift,
      int tables,
      float[] gradient,
      int gOffset,
      int gStride,
      float[] sums,
      float[] products) {
    for (int c = 0; c < channels; c += COUNT) {
      FloatVector m = FloatVector.fromArray(SPECIES, mean, tables + c);
      FloatVector a = FloatVector.fromArray(SPECIES, gain, tables + c);
      FloatVector b = FloatVector.fromArray(SPECIES, shift, tables + c);
      FloatVector one = FloatVector.broadcast(SPECIES, 1f);
      FloatVector sum = FloatVector.zero(SPECIES);
      FloatVector product = sum;
      int from = xOffset + c;
      int to = gOffset + c;
      for (int pixel = 0; pixel < pixels; pixel++) {
        FloatVector d = FloatVector.fromArray(SPECIES, x, from).sub(m);
        FloatVector v = FloatVector.fromArray(SPECIES, gradient, to);
        if (activation == Activation.SILU) {
          FloatVector u = d.fma(a, b);
          FloatVector s = VectorMath.sigmoid(u);
          // s·(1 + u·(1 − s))
          v = v.mul(s.mul(u.fma(one.sub(s), one)));
        }
        v.mul(a).intoArray(gradient, to);
        sum = sum.add(v);
        product = v.fma(d, product);
        from += xStride;
        to += gStride;
      }
      sum.intoArray(sums, c);
      product.intoArray(products, c);
    }
  }

  /**
   * The second pass backwards: {@code target = w − level − (x − mean)·slope (+ plus)}.
   *
   * @param level per channel, indexed from the block on, as is slope
   * @param plus added, at the same places as target; may be target itself, or {@link Lanes#NOTHING}
   */
  public static void gradient(
      float[] x,
      int xOffset,
      int xStride,
      int pixels,
      int channels,
      float[] mean,
      int tables,
      float[] level,
      float[] slope,
      float[] w,
      int wOffset,
      int wStride,
      float[] target,
      int tOffset,
      int tStride,
      float[] plus) {
    for (int c = 0; c < channels; c += COUNT) {
      FloatVector m = FloatVector.fromArray(SPECIES, mean, tables + c);
      FloatVector k1 = FloatVector.fromArray(SPECIES, level, c);
      FloatVector k2 = FloatVector.fromArray(SPECIES, slope, c).neg();
      int from = xOffset + c;
      int through = wOffset + c;
      int to = tOffset + c;
      for (int pixel = 0; pixel < pixels; pixel++) {
        FloatVector d = FloatVector.fromArray(SPECIES, x, from).sub(m);
        FloatVector value = d.fma(k2, FloatVector.fromArray(SPECIES, w, through).sub(k1));
        if (plus != Lanes.NOTHING) {
          value = value.add(FloatVector.fromArray(SPECIES, plus, to));
        }
        value.intoArray(target, to);
        from += xStride;
        through += wStride;
        to += tStride;
      }
    }
  }
}
