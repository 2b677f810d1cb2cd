package org.purify4j.diffusion.engine.vector.simd;

import static org.purify4j.diffusion.engine.vector.simd.Lanes.COUNT;
import static org.purify4j.diffusion.engine.vector.simd.Lanes.SPECIES;
import static org.purify4j.diffusion.engine.vector.simd.Winograd.INPUTS;
import static org.purify4j.diffusion.engine.vector.simd.Winograd.OUTPUTS;
import static org.purify4j.diffusion.engine.vector.simd.Winograd.SIDE;

import jdk.incubator.vector.FloatVector;

/**
 * The transforms with which {@link Winograd}'s filtering gives the gradient of its 3×3 kernel. The
 * output is Y = Aᵀ[(G·g·Gᵀ) ⊙ (Bᵀ·d·B)]A, so ∂L/∂g = Gᵀ[Σ (A·∂L/∂Y·Aᵀ) ⊙ (Bᵀ·d·B)]G, the sum over
 * tiles: 36 multiplications a channel pair and tile instead of 144, as forwards.
 */
public final class WinogradGradient {
  /** The point of {@link #output} that is the sum of the tile's 16 values. */
  public static final int SUM_POINT = INPUTS + 1;

  private WinogradGradient() {}

  /**
   * A·d·Aᵀ of one tile of an output's gradient, for one panel of channels.
   *
   * @param gradient the map
   * @param places where the panel of each of the tile's 16 pixels begins, row by row
   * @param m point p of channel c is written to {@code mOffset + p·mStep + c}
   * @param scratch at least 24 registers
   */
  public static void output(
      float[] gradient, int[] places, float[] m, int mOffset, int mStep, float[] scratch) {
    for (int c = 0; c < Lanes.PANEL; c += COUNT) {
      for (int j = 0; j < OUTPUTS; j++) {
        spread(
            FloatVector.fromArray(SPECIES, gradient, places[j] + c),
            FloatVector.fromArray(SPECIES, gradient, places[OUTPUTS + j] + c),
            FloatVector.fromArray(SPECIES, gradient, places[2 * OUTPUTS + j] + c),
            FloatVector.fromArray(SPECIES, gradient, places[3 * OUTPUTS + j] + c),
            scratch,
            j * COUNT,
            OUTPUTS * COUNT);
      }
      for (int i = 0; i < INPUTS; i++) {
        int at = i * OUTPUTS * COUNT;
        spread(
            FloatVector.fromArray(SPECIES, scratch, at),
            FloatVector.fromArray(SPECIES, scratch, at + COUNT),
            FloatVector.fromArray(SPECIES, scratch, at + 2 * COUNT),
            FloatVector.fromArray(SPECIES, scratch, at + 3 * COUNT),
            m,
            mOffset + i * INPUTS * mStep + c,
            mStep);
      }
    }
  }

  /** A applied to four values, written at {@code at}, {@code at + step} … */
  private static void spread(
      FloatVector d0,
      FloatVector d1,
      FloatVector d2,
      FloatVector d3,
      float[] to,
      int at,
      int step) {
    FloatVector two = FloatVector.broadcast(SPECIES, 2f);
    FloatVector four = FloatVector.broadcast(SPECIES, 4f);
    FloatVector even = d0.add(d2);
    FloatVector odd = d1.add(d3);
    FloatVector evenOfTwo = d2.fma(four, d0);
    FloatVector oddOfTwo = d3.fma(four, d1).mul(two);
    d0.intoArray(to, at);
    even.add(odd).intoArray(to, at + step);
    even.sub(odd).intoArray(to, at + 2 * step);
    evenOfTwo.add(oddOfTwo).intoArray(to, at + 3 * step);
    evenOfTwo.sub(oddOfTwo).intoArray(to, at + 4 * step);
    d3.intoArray(to, at + 5 * step);
  }

  /**
   * Gᵀ·u·G for one panel of channels.
   *
   * @param u point p of channel c is at {@code uOffset + p·uStep + c}
   * @param kernel tap t of channel c is written to {@code t·PANEL + c}
   * @param scratch at least 18 registers
   */
  public static void kernel(float[] u, int uOffset, int uStep, float[] kernel, float[] scratch) {
    for (int c = 0; c < Lanes.PANEL; c += COUNT) {
      for (int j = 0; j < INPUTS; j++) {
        gather(u, uOffset + j * uStep + c, INPUTS * uStep, scratch, j * COUNT, INPUTS * COUNT);
      }
      for (int i = 0; i < SIDE; i++) {
        int to = i * SIDE * Lanes.PANEL + c;
        gather(scratch, i * INPUTS * COUNT, COUNT, kernel, to, Lanes.PANEL);
      }
    }
  }

  /** Gᵀ applied to the six values at {@code from}, {@code from + step} … */
  private static void gather(float[] u, int from, int step, float[] to, int at, int toStep) {
    FloatVector sixth = FloatVector.broadcast(SPECIES, 1 / 6f);
    FloatVector twelfth = FloatVector.broadcast(SPECIES, 1 / 12f);
    FloatVector u1 = FloatVector.fromArray(SPECIES, u, from + step);
    FloatVector u2 = FloatVector.fromArray(SPECIES, u, from + 2 * step);
    FloatVector u3 = FloatVector.fromArray(SPECIES, u, from + 3 * step);
    FloatVector u4 = FloatVector.fromArray(SPECIES, u, from + 4 * step);
    FloatVector sum34 = u3.add(u4).mul(sixth);
    FloatVector sum12 = u1.add(u2).mul(sixth);
    FloatVector.fromArray(SPECIES, u, from).add(sum34).mul(0.25f).sub(sum12).intoArray(to, at);
    u2.sub(u1).mul(sixth).add(u3.sub(u4).mul(twelfth)).intoArray(to, at + toStep);
    sum34
        .sub(sum12)
        .add(FloatVector.fromArray(SPECIES, u, from + 5 * step))
        .intoArray(to, at + 2 * toStep);
  }
}
