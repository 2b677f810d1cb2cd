package org.purify4j.diffusion.engine.vector.simd;

import static org.purify4j.diffusion.engine.vector.simd.Lanes.COUNT;
import static org.purify4j.diffusion.engine.vector.simd.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * Matrix product with one panel of columns: {@code c = start + a·b (+ plus)}. Six rows by two
 * registers stay in registers over the whole inner dimension (the outer-product kernel of Goto and
 * van de Geijn 2008); b is packed so that its {@link Lanes#PANEL} columns lie together.
 */
public final class Gemm {
  /** Rows computed at a time. */
  public static final int ROWS = 6;

  private static final float[] ZEROS = new float[Lanes.PANEL];

  private Gemm() {}

  /**
   * The left factor: element (r, k) is at {@code offset + r·rowStep + k·stepK}, so that it may be
   * read transposed.
   *
   * @param data values
   * @param offset of the first element
   * @param rowStep from a row to the next
   * @param stepK from a column to the next
   */
  public record Left(float[] data, int offset, int rowStep, int stepK) {}

  /**
   * Multiplies.
   *
   * @param rows of a and c
   * @param depth columns of a, rows of b
   * @param a the left factor
   * @param b packed: element (k, j) of the panel is at {@code bOffset + k·PANEL + j}
   * @param bOffset of the panel
   * @param start what each row of c starts from, PANEL values
   * @param startOffset of these
   * @param c overwritten
   * @param cOffset of the panel's first element
   * @param cStep from a row of c to the next
   * @param plus added, at the same places as c; may be c itself, or {@link Lanes#NOTHING}
   */
  public static void multiply(
      int rows,
      int depth,
      Left a,
      float[] b,
      int bOffset,
      float[] start,
      int startOffset,
      float[] c,
      int cOffset,
      int cStep,
      float[] plus) {
    float[] data = a.data();
    // always something is added: a branch in the kernel would drive its registers to memory
    float[] added = plus == Lanes.NOTHING ? ZEROS : plus;
    int addedOffset = plus == Lanes.NOTHING ? 0 : cOffset;
    int addedStep = plus == Lanes.NOTHING ? 0 : cStep;
    // the last rows may be computed together with some before them, which come out the same again;
    // not so where what is there is added to
    boolean overlaps = rows >= ROWS && plus != c;
    int row = 0;
    for (; row + ROWS <= rows || overlaps && row < rows; row += ROWS) {
      int first = Math.min(row, rows - ROWS);
      six(
          depth,
          data,
          a.offset() + first * a.rowStep(),
          a.rowStep(),
          a.stepK(),
          b,
          bOffset,
          start,
          startOffset,
          c,
          cOffset + first * cStep,
          cStep,
          added,
          addedOffset + first * addedStep,
          addedStep);
    }
    for (; row < rows; row++) {
      one(
          depth,
          data,
          a.offset() + row * a.rowStep(),
          a.stepK(),
          b,
          bOffset,
          start,
          startOffset,
          c,
          cOffset + row * cStep,
          added,
          addedOffset + row * addedStep);
    }
  }

  private static void six(
      int depth,
      float[] a,
      int a0,
      int rowStep,
      int stepK,
      float[] b,
      int bOffset,
      float[] start,
      int startOffset,
      float[] c,
      int cOffset,
      int cStep,
      float[] added,
      int addedOffset,
      int addedStep) {
    int a1 = a0 + rowStep;
    int a2 = a1 + rowStep;
    int a3 = a2 + rowStep;
    int a4 = a3 + rowStep;
    int a5 = a4 + rowStep;
    FloatVector start0 = FloatVector.fromArray(SPECIES, start, startOffset);
    FloatVector start1 = FloatVector.fromArray(SPECIES, start, startOffset + COUNT);
    FloatVector c00 = FloatVector.fromArray(SPECIES, added, addedOffset).add(start0);
    FloatVector c01 = FloatVector.fromArray(SPECIES, added, addedOffset + COUNT).add(start1);
    FloatVector c10 = FloatVector.fromArray(SPECIES, added, addedOffset + addedStep).add(start0);
    FloatVector c11 =
        FloatVector.fromArray(SPECIES, added, addedOffset + addedStep + COUNT).add(start1);
    FloatVector c20 =
        FloatVector.fromArray(SPECIES, added, addedOffset + 2 * addedStep).add(start0);
    FloatVector c21 =
        FloatVector.fromArray(SPECIES, added, addedOffset + 2 * addedStep + COUNT).add(start1);
    FloatVector c30 =
        FloatVector.fromArray(SPECIES, added, addedOffset + 3 * addedStep).add(start0);
    FloatVector c31 =
        FloatVector.fromArray(SPECIES, added, addedOffset + 3 * addedStep + COUNT).add(start1);
    FloatVector c40 =
        FloatVector.fromArray(SPECIES, added, addedOffset + 4 * addedStep).add(start0);
    FloatVector c41 =
        FloatVector.fromArray(SPECIES, added, addedOffset + 4 * addedStep + COUNT).add(start1);
    FloatVector c50 =
        FloatVector.fromArray(SPECIES, added, addedOffset + 5 * addedStep).add(start0);
    FloatVector c51 =
        FloatVector.fromArray(SPECIES, added, addedOffset + 5 * addedStep + COUNT).add(start1);
    int at = 0;
    int panel = bOffset;
    for (int k = 0; k < depth; k++) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, panel);
      FloatVector b1 = FloatVector.fromArray(SPECIES, b, panel + COUNT);
      panel += 2 * COUNT;
      FloatVector v = FloatVector.broadcast(SPECIES, a[a0 + at]);
      c00 = v.fma(b0, c00);
      c01 = v.fma(b1, c01);
      v = FloatVector.broadcast(SPECIES, a[a1 + at]);
      c10 = v.fma(b0, c10);
      c11 = v.fma(b1, c11);
      v = FloatVector.broadcast(SPECIES, a[a2 + at]);
      c20 = v.fma(b0, c20);
      c21 = v.fma(b1, c21);
      v = FloatVector.broadcast(SPECIES, a[a3 + at]);
      c30 = v.fma(b0, c30);
      c31 = v.fma(b1, c31);
      v = FloatVector.broadcast(SPECIES, a[a4 + at]);
      c40 = v.fma(b0, c40);
      c41 = v.fma(b1, c41);
      v = FloatVector.broadcast(SPECIES, a[a5 + at]);
      c50 = v.fma(b0, c50);
      c51 = v.fma(b1, c51);
      at += stepK;
    }
    c00.intoArray(c, cOffset);
    c01.intoArray(c, cOffset + COUNT);
    c10.intoArray(c, cOffset + cStep);
    c11.intoArray(c, cOffset + cStep + COUNT);
    c20.intoArray(c, cOffset + 2 * cStep);
    c21.intoArray(c, cOffset + 2 * cStep + COUNT);
    c30.intoArray(c, cOffset + 3 * cStep);
    c31.intoArray(c, cOffset + 3 * cStep + COUNT);
    c40.intoArray(c, cOffset + 4 * cStep);
    c41.intoArray(c, cOffset + 4 * cStep + COUNT);
    c50.intoArray(c, cOffset + 5 * cStep);
    c51.intoArray(c, cOffset + 5 * cStep + COUNT);
  }

  private static void one(
      int depth,
      float[] a,
      int aOffset,
      int stepK,
      float[] b,
      int bOffset,
      float[] start,
      int startOffset,
      float[] c,
      int cOffset,
      float[] added,
      int addedOffset) {
    FloatVector c0 =
        FloatVector.fromArray(SPECIES, start, startOffset)
            .add(FloatVector.fromArray(SPECIES, added, addedOffset));
    FloatVector c1 =
        FloatVector.fromArray(SPECIES, start, startOffset + COUNT)
            .add(FloatVector.fromArray(SPECIES, added, addedOffset + COUNT));
    int at = aOffset;
    int panel = bOffset;
    for (int k = 0; k < depth; k++) {
      FloatVector v = FloatVector.broadcast(SPECIES, a[at]);
      c0 = v.fma(FloatVector.fromArray(SPECIES, b, panel), c0);
      c1 = v.fma(FloatVector.fromArray(SPECIES, b, panel + COUNT), c1);
      panel += 2 * COUNT;
      at += stepK;
    }
    c0.intoArray(c, cOffset);
    c1.intoArray(c, cOffset + COUNT);
  }
}
