package org.purify4j.diffusion.engine.vector.simd;

import static org.purify4j.diffusion.engine.vector.simd.Lanes.COUNT;
import static org.purify4j.diffusion.engine.vector.simd.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * The transforms of Winograd's minimal filtering F(4×4, 3×3) (Lavin and Gray 2016, section 4.3):
 * 4×4 outputs of a 3×3 convolution from 36 multiplications a channel pair instead of 144. Its
 * rounding error is some ten times that of the direct sum, 1e-6 of the output's scale.
 */
public final class Winograd {
  /** Outputs of a tile in each direction. */
  public static final int OUTPUTS = 4;

  /** Inputs of a tile in each direction, and products in each direction. */
  public static final int INPUTS = 6;

  /** Products of a tile for one channel pair. */
  public static final int POINTS = INPUTS * INPUTS;

  /** Height and width of a kernel. */
  static final int SIDE = 3;

  /** Values of a kernel. */
  public static final int TAPS = SIDE * SIDE;

  private Winograd() {}

  /**
   * G·g·Gᵀ of one panel of kernels, all of them of one input.
   *
   * @param kernel tap t of channel c is at {@code t·PANEL + c}
   * @param u point p of channel c is written to {@code uOffset + p·uStep + c}
   * @param scratch at least 18 registers
   */
  public static void kernel(float[] kernel, float[] u, int uOffset, int uStep, float[] scratch) {
    for (int c = 0; c < Lanes.PANEL; c += COUNT) {
      for (int j = 0; j < SIDE; j++) {
        widen(kernel, j * Lanes.PANEL + c, SIDE * Lanes.PANEL, scratch, j * COUNT, SIDE * COUNT);
      }
      for (int i = 0; i < INPUTS; i++) {
        widen(scratch, i * SIDE * COUNT, COUNT, u, uOffset + i * INPUTS * uStep + c, uStep);
      }
    }
  }

  /** G applied to the three values at {@code from}, {@code from + step} … */
  private static void widen(float[] g, int from, int step, float[] to, int at, int toStep) {
    FloatVector g0 = FloatVector.fromArray(SPECIES, g, from);
    FloatVector g1 = FloatVector.fromArray(SPECIES, g, from + step);
    FloatVector g2 = FloatVector.fromArray(SPECIES, g, from + 2 * step);
    FloatVector outer = g0.add(g2).mul(-1 / 6f);
    FloatVector middle = g1.mul(-1 / 6f);
    FloatVector wide = g0.mul(1 / 24f).add(g2.mul(1 / 6f));
    FloatVector half = g1.mul(1 / 12f);
    g0.mul(0.25f).intoArray(to, at);
    outer.add(middle).intoArray(to, at + toStep);
    outer.sub(middle).intoArray(to, at + 2 * toStep);
    wide.add(half).intoArray(to, at + 3 * toStep);
    wide.sub(half).intoArray(to, at + 4 * toStep);
    g2.intoArray(to, at + 5 * toStep);
  }

  /**
   * Bᵀ·d·B of one tile, for all its channels.
   *
   * @param x the map
   * @param pixels where the tile's 36 pixels begin in x, row by row
   * @param channels how many, a multiple of the lanes
   * @param v point p of channel c is written to {@code vOffset + p·vStep + c}
   * @param scratch at least 36 registers
   */
  public static void input(
      float[] x, int[] pixels, int channels, float[] v, int vOffset, int vStep, float[] scratch) {
    for (int c = 0; c < channels; c += COUNT) {
      for (int j = 0; j < INPUTS; j++) {
        FloatVector d1 = FloatVector.fromArray(SPECIES, x, pixels[INPUTS + j] + c);
        FloatVector d2 = FloatVector.fromArray(SPECIES, x, pixels[2 * INPUTS + j] + c);
        FloatVector d3 = FloatVector.fromArray(SPECIES, x, pixels[3 * INPUTS + j] + c);
        FloatVector d4 = FloatVector.fromArray(SPECIES, x, pixels[4 * INPUTS + j] + c);
        FloatVector d0 = FloatVector.fromArray(SPECIES, x, pixels[j] + c);
        FloatVector d5 = FloatVector.fromArray(SPECIES, x, pixels[5 * INPUTS + j] + c);
        forward(d0, d1, d2, d3, d4, d5, scratch, j * COUNT, INPUTS * COUNT);
      }
      for (int i = 0; i < INPUTS; i++) {
        int at = i * INPUTS * COUNT;
        forward(
            FloatVector.fromArray(SPECIES, scratch, at),
            FloatVector.fromArray(SPECIES, scratch, at + COUNT),
            FloatVector.fromArray(SPECIES, scratch, at + 2 * COUNT),
            FloatVector.fromArray(SPECIES, scratch, at + 3 * COUNT),
            FloatVector.fromArray(SPECIES, scratch, at + 4 * COUNT),
            FloatVector.fromArray(SPECIES, scratch, at + 5 * COUNT),
            v,
            vOffset + i * INPUTS * vStep + c,
            vStep);
      }
    }
  }

  /** Bᵀ applied to six values, written at {@code at}, {@code at + step} … */
  private static void forward(
      FloatVector d0,
      FloatVector d1,
      FloatVector d2,
      FloatVector d3,
      FloatVector d4,
      FloatVector d5,
      float[] to,
      int at,
      int step) {
    FloatVector minusFive = FloatVector.broadcast(SPECIES, -5f);
    FloatVector four = FloatVector.broadcast(SPECIES, 4f);
    FloatVector minusFour = FloatVector.broadcast(SPECIES, -4f);
    FloatVector two = FloatVector.broadcast(SPECIES, 2f);
    d0.fma(four, d2.fma(minusFive, d4)).intoArray(to, at);
    FloatVector even = d2.fma(minusFour, d4);
    FloatVector odd = d1.fma(minusFour, d3);
    even.add(odd).intoArray(to, at + step);
    even.sub(odd).intoArray(to, at + 2 * step);
    FloatVector difference = d4.sub(d2);
    FloatVector twice = d3.sub(d1).mul(two);
    difference.add(twice).intoArray(to, at + 3 * step);
    difference.sub(twice).intoArray(to, at + 4 * step);
    d1.fma(four, d3.fma(minusFive, d5)).intoArray(to, at + 5 * step);
  }

  /**
   * Aᵀ·m·A of one tile, for one panel of channels, plus a bias.
   *
   * @param m point p of channel c is at {@code mOffset + p·mStep + c}
   * @param bias of the panel's channels
   * @param y the map
   * @param places where the panel of each of the tile's 16 pixels is written in y, row by row
   * @param plus added, at the same places as y; may be y itself, or {@link Lanes#NOTHING}
   * @param scale factor of the sum, where something is added
   * @param scratch at least 24 registers
   */
  public static void output(
      float[] m,
      int mOffset,
      int mStep,
      float[] bias,
      int biasOffset,
      float[] y,
      int[] places,
      float[] plus,
      float scale,
      float[] scratch) {
    for (int c = 0; c < Lanes.PANEL; c += COUNT) {
      for (int j = 0; j < INPUTS; j++) {
        int at = mOffset + j * mStep + c;
        int down = INPUTS * mStep;
        FloatVector m1 = FloatVector.fromArray(SPECIES, m, at + down);
        FloatVector m2 = FloatVector.fromArray(SPECIES, m, at + 2 * down);
        FloatVector m3 = FloatVector.fromArray(SPECIES, m, at + 3 * down);
        FloatVector m4 = FloatVector.fromArray(SPECIES, m, at + 4 * down);
        FloatVector sum12 = m1.add(m2);
        FloatVector sum34 = m3.add(m4);
        FloatVector difference12 = m1.sub(m2);
        FloatVector difference34 = m3.sub(m4);
        int to = j * COUNT;
        FloatVector.fromArray(SPECIES, m, at).add(sum12).add(sum34).intoArray(scratch, to);
        second(difference12, difference34).intoArray(scratch, to + INPUTS * COUNT);
        third(sum12, sum34).intoArray(scratch, to + 2 * INPUTS * COUNT);
        fourth(difference12, difference34)
            .add(FloatVector.fromArray(SPECIES, m, at + 5 * down))
            .intoArray(scratch, to + 3 * INPUTS * COUNT);
      }
      FloatVector b = FloatVector.fromArray(SPECIES, bias, biasOffset + c);
      for (int i = 0; i < OUTPUTS; i++) {
        int at = i * INPUTS * COUNT;
        FloatVector m1 = FloatVector.fromArray(SPECIES, scratch, at + COUNT);
        FloatVector m2 = FloatVector.fromArray(SPECIES, scratch, at + 2 * COUNT);
        FloatVector m3 = FloatVector.fromArray(SPECIES, scratch, at + 3 * COUNT);
        FloatVector m4 = FloatVector.fromArray(SPECIES, scratch, at + 4 * COUNT);
        FloatVector sum12 = m1.add(m2);
        FloatVector sum34 = m3.add(m4);
        FloatVector difference12 = m1.sub(m2);
        FloatVector difference34 = m3.sub(m4);
        FloatVector y0 = FloatVector.fromArray(SPECIES, scratch, at).add(sum12).add(sum34).add(b);
        FloatVector y1 = second(difference12, difference34).add(b);
        FloatVector y2 = third(sum12, sum34).add(b);
        FloatVector y3 =
            fourth(difference12, difference34)
                .add(FloatVector.fromArray(SPECIES, scratch, at + 5 * COUNT))
                .add(b);
        store(y0, y, places[i * OUTPUTS] + c, plus, scale);
        store(y1, y, places[i * OUTPUTS + 1] + c, plus, scale);
        store(y2, y, places[i * OUTPUTS + 2] + c, plus, scale);
        store(y3, y, places[i * OUTPUTS + 3] + c, plus, scale);
      }
    }
  }

  private static FloatVector second(FloatVector difference12, FloatVector difference34) {
    return difference34.fma(FloatVector.broadcast(SPECIES, 2f), difference12);
  }

  private static FloatVector third(FloatVector sum12, FloatVector sum34) {
    return sum34.fma(FloatVector.broadcast(SPECIES, 4f), sum12);
  }

  private static FloatVector fourth(FloatVector difference12, FloatVector difference34) {
    return difference34.fma(FloatVector.broadcast(SPECIES, 8f), difference12);
  }

  private static void store(FloatVector value, float[] y, int at, float[] plus, float scale) {
    FloatVector sum =
        plus == Lanes.NOTHING
            ? value
            : value.add(FloatVector.fromArray(SPECIES, plus, at)).mul(scale);
    sum.intoArray(y, at);
  }
}
