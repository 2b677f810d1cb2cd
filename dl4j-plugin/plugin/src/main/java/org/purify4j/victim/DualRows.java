package org.purify4j.victim;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.array.Rows;

/**
 * A batch of dual numbers as one array of 2n + 1 rows: n values, their n tangents, and a row of
 * zeros. An affine map of all rows at once gives the values it should, while each tangent and the
 * last row get its constant part too, so that the tangents are right after the last row has been
 * subtracted from them.
 */
final class DualRows {
  private DualRows() {}

  /** Stacks values and tangents, {@code [n, ...]} each, and a row of zeros; freshly allocated. */
  static INDArray of(INDArray values, INDArray tangents) {
    INDArray zeros = Nd4j.zeros(values.dataType(), Rows.of(values, 0, 1).shape());
    return Nd4j.concat(0, values, tangents, zeros);
  }

  /** The n values, a view. */
  static INDArray values(INDArray rows) {
    return Rows.of(rows, 0, count(rows));
  }

  /** The n tangents, a view. */
  static INDArray tangents(INDArray rows) {
    int n = count(rows);
    return Rows.of(rows, n, 2 * n);
  }

  /** Takes the constant part of an affine map out of tangents and last row; in place. */
  static INDArray withoutConstant(INDArray rows) {
    int n = count(rows);
    INDArray last = Rows.of(rows, 2 * n, 2 * n + 1);
    INDArray constant = last.dup();
    for (int i = n; i < 2 * n; i++) {
      Rows.of(rows, i, i + 1).subi(constant);
    }
    last.assign(0);
    return rows;
  }

  private static int count(INDArray rows) {
    return (int) (rows.size(0) - 1) / 2;
  }
}
