package org.purify4j.diffusion.engine.vector.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Against float64, over rows that fill no register, one, and some with a rest; large values too.
 */
class SoftmaxRowsTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 16, 17, 49, 64})
  void rowSumsToOneAndThePaddingIsZero(int length) {
    for (double spread : new double[] {1, 300}) {
      float[] row = new float[Lanes.padded(length)];
      double[] expected = new double[length];
      double largest = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < row.length; i++) {
        row[i] = (float) (spread * Math.sin(7 * i));
      }
      float scale = 0.25f;
      for (int i = 0; i < length; i++) {
        largest = Math.max(largest, scale * row[i]);
      }
      double total = 0;
      for (int i = 0; i < length; i++) {
        expected[i] = Math.exp(scale * row[i] - largest);
        total += expected[i];
      }
      SoftmaxRows.row(row, 0, length, scale);
      for (int i = 0; i < row.length / Lanes.COUNT * Lanes.COUNT; i++) {
        boolean written = i < (length + Lanes.COUNT - 1) / Lanes.COUNT * Lanes.COUNT;
        if (written) {
          assertEquals(i < length ? expected[i] / total : 0, row[i], 2e-6);
        }
      }
    }
  }
}
