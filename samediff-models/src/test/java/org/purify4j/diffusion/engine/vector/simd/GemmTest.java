package org.purify4j.diffusion.engine.vector.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against sums in float64, over numbers of rows around the kernel's six. */
class GemmTest {
  private static final int STEP = Lanes.PANEL + 3;

  private final Random random = new Random(1);

  @ParameterizedTest
  @CsvSource({"1,1", "5,9", "6,64", "7,33", "12,2", "17,128"})
  void addsBiasAndWhatElseThereIs(int rows, int depth) {
    float[] a = normal(rows * depth);
    float[] turned = new float[a.length];
    for (int i = 0; i < rows; i++) {
      for (int k = 0; k < depth; k++) {
        turned[k * rows + i] = a[i * depth + k];
      }
    }
    float[] b = normal(depth * Lanes.PANEL);
    float[] bias = normal(Lanes.PANEL);
    float[] apart = normal(rows * STEP);
    Gemm.Left plain = new Gemm.Left(a, 0, depth, 1);
    Gemm.Left transposed = new Gemm.Left(turned, 0, 1, rows);

    float[] alone = new float[rows * STEP];
    multiply(rows, depth, plain, b, bias, alone, Lanes.NOTHING);
    float[] onTop = new float[rows * STEP];
    multiply(rows, depth, transposed, b, bias, onTop, apart);
    float[] inPlace = apart.clone();
    multiply(rows, depth, transposed, b, bias, inPlace, inPlace);

    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < Lanes.PANEL; j++) {
        double sum = bias[j];
        for (int k = 0; k < depth; k++) {
          sum += (double) a[i * depth + k] * b[k * Lanes.PANEL + j];
        }
        int at = i * STEP + j;
        assertEquals(sum, alone[at], 1e-4);
        assertEquals(sum + apart[at], onTop[at], 1e-4);
        assertEquals(sum + apart[at], inPlace[at], 1e-4);
      }
      for (int j = Lanes.PANEL; j < STEP; j++) {
        assertEquals(0, alone[i * STEP + j], "beyond the panel");
      }
    }
  }

  private static void multiply(
      int rows, int depth, Gemm.Left a, float[] b, float[] bias, float[] c, float[] plus) {
    Gemm.multiply(rows, depth, a, b, 0, bias, 0, c, 0, STEP, plus);
  }

  private float[] normal(int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
