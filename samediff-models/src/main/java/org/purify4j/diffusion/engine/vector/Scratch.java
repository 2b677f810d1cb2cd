package org.purify4j.diffusion.engine.vector;

import org.purify4j.diffusion.engine.vector.simd.Lanes;

/** Memory that every member of the team has for itself, shared by the steps of a plan. */
final class Scratch {
  /** Names of the arrays. */
  enum Use {
    LEFT,
    RIGHT,
    RESULT,
    OTHER_RESULT,
    FIRST_PANELS,
    SECOND_PANELS,
    THIRD_PANELS,
    FOURTH_PANELS,
    FIFTH_PANELS,
    SUMS,
    PRODUCTS,
    REGISTERS
  }

  private final float[][][] arrays;
  private final float[] zeros = new float[Lanes.PANEL];

  Scratch(int members) {
    arrays = new float[members][Use.values().length][0];
  }

  /** Makes sure, while a plan is laid out, that an array has this length. */
  void require(Use use, long length) {
    if (length > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("scratch: got " + length + " floats, must be below 2^31");
    }
    for (float[][] member : arrays) {
      if (member[use.ordinal()].length < length) {
        member[use.ordinal()] = new float[(int) length];
      }
    }
  }

  float[] of(int member, Use use) {
    return arrays[member][use.ordinal()];
  }

  /** One panel of zeros. */
  float[] zeros() {
    return zeros;
  }

  long bytes() {
    long floats = 0;
    for (float[][] member : arrays) {
      for (float[] array : member) {
        floats += array.length;
      }
    }
    return floats * Float.BYTES;
  }
}
