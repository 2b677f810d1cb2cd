package org.purify4j.diffusion.engine.vector.simd;

import static org.purify4j.diffusion.engine.vector.simd.Lanes.COUNT;
import static org.purify4j.diffusion.engine.vector.simd.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/** Computes weighted sums of pixels. */
public final class Stencil {
  private Stencil() {}

  /**
   * {@code y = Σ weights[i] · pixel i}, channel by channel.
   *
   * @param x the map
   * @param pixels where the pixels begin in x
   * @param weights of the pixels
   * @param count how many of them
   * @param y overwritten
   * @param at where the result begins in y
   * @param channels how many, a multiple of the lanes
   */
  public static void sum(
      float[] x, int[] pixels, float[] weights, int count, float[] y, int at, int channels) {
    for (int c = 0; c < channels; c += COUNT) {
      FloatVector sum = FloatVector.zero(SPECIES);
      for (int i = 0; i < count; i++) {
        FloatVector weight = FloatVector.broadcast(SPECIES, weights[i]);
        sum = FloatVector.fromArray(SPECIES, x, pixels[i] + c).fma(weight, sum);
      }
      sum.intoArray(y, at + c);
    }
  }
}
