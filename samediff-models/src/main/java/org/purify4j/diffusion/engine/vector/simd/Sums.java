package org.purify4j.diffusion.engine.vector.simd;

import static org.purify4j.diffusion.engine.vector.simd.Lanes.COUNT;
import static org.purify4j.diffusion.engine.vector.simd.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/** Sums the rows of a matrix. */
public final class Sums {
  private Sums() {}

  /**
   * Adds the sum of the rows.
   *
   * @param rows row r begins at {@code offset + r·step}
   * @param columns how many, a multiple of the lanes
   * @param sums added to, from {@code to} on
   */
  public static void add(
      float[] rows, int offset, int count, int step, int columns, float[] sums, int to) {
    for (int c = 0; c < columns; c += COUNT) {
      FloatVector sum = FloatVector.zero(SPECIES);
      int at = offset + c;
      for (int row = 0; row < count; row++) {
        sum = sum.add(FloatVector.fromArray(SPECIES, rows, at));
        at += step;
      }
      sum.add(FloatVector.fromArray(SPECIES, sums, to + c)).intoArray(sums, to + c);
    }
  }
}
