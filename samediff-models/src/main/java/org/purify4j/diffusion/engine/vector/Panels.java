package org.purify4j.diffusion.engine.vector;

import java.util.Arrays;
import org.purify4j.diffusion.engine.vector.simd.Gemm;
import org.purify4j.diffusion.engine.vector.simd.Lanes;

/** Packs a matrix as the right factor of a product. */
final class Panels {
  private Panels() {}

  /**
   * Rows stay rows; columns beyond the matrix are zero.
   *
   * @param from the matrix
   * @param first where its rows begin among all rows
   * @param rows of the matrix
   * @param columns of the matrix
   * @param to overwritten in these rows
   * @param allRows that are packed
   */
  static void of(Gemm.Left from, int first, int rows, int columns, float[] to, int allRows) {
    for (int column = 0; column < columns; column += Lanes.PANEL) {
      int width = Math.min(Lanes.PANEL, columns - column);
      int at = column * allRows + first * Lanes.PANEL;
      for (int row = 0; row < rows; row++) {
        int start = from.offset() + row * from.rowStep() + column * from.stepK();
        if (from.stepK() == 1) {
          System.arraycopy(from.data(), start, to, at, width);
        } else {
          for (int i = 0; i < width; i++) {
            to[at + i] = from.data()[start + i * from.stepK()];
          }
        }
        Arrays.fill(to, at + width, at + Lanes.PANEL, 0f);
        at += Lanes.PANEL;
      }
    }
  }

  /** Rows become columns; columns beyond them are zero. */
  static void transposed(Gemm.Left from, int rows, int columns, float[] to) {
    float[] data = from.data();
    int at = 0;
    for (int row = 0; row < rows; row += Lanes.PANEL) {
      int width = Math.min(Lanes.PANEL, rows - row);
      for (int column = 0; column < columns; column++) {
        int start = from.offset() + row * from.rowStep() + column * from.stepK();
        for (int i = 0; i < width; i++) {
          to[at + i] = data[start];
          start += from.rowStep();
        }
        Arrays.fill(to, at + width, at + Lanes.PANEL, 0f);
        at += Lanes.PANEL;
      }
    }
  }

  /** A few rows become columns after {@code first} others that {@link #transposed} packed. */
  static void transposedAfter(Gemm.Left from, int first, int rows, int columns, float[] to) {
    for (int row = 0; row < rows; row++) {
      int lane = (first + row) % Lanes.PANEL;
      int at = (first + row - lane) * columns;
      for (int column = 0; column < columns; column++) {
        if (lane == 0) {
          Arrays.fill(to, at, at + Lanes.PANEL, 0f);
        }
        to[at + lane] = from.data()[from.offset() + row * from.rowStep() + column * from.stepK()];
        at += Lanes.PANEL;
      }
    }
  }

  /** Writes rows of a matrix into the map they are a part of. */
  static void unpack(float[] from, int rowStep, int rows, int columns, Gemm.Left to) {
    for (int row = 0; row < rows; row++) {
      int at = to.offset() + row * to.rowStep();
      if (to.stepK() == 1) {
        System.arraycopy(from, row * rowStep, to.data(), at, columns);
      } else {
        for (int i = 0; i < columns; i++) {
          to.data()[at + i * to.stepK()] = from[row * rowStep + i];
        }
      }
    }
  }
}
