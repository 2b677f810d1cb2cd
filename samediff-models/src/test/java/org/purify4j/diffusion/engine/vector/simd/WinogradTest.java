package org.purify4j.diffusion.engine.vector.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** One tile, lane by lane a kernel of its own, against the direct sum in float64. */
class WinogradTest {
  @Test
  void aTileIsTheDirectSum() {
    Random random = new Random(1);
    int channels = Lanes.PANEL;
    float[] x = new float[Winograd.POINTS * channels];
    float[] kernels = new float[9 * channels];
    int[] pixels = new int[Winograd.POINTS];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.nextGaussian();
    }
    for (int p = 0; p < pixels.length; p++) {
      pixels[p] = p * channels;
    }
    float[] v = new float[x.length];
    float[] registers = new float[Winograd.POINTS * Lanes.COUNT];
    Winograd.input(x, pixels, channels, v, 0, channels, registers);
    for (int i = 0; i < kernels.length; i++) {
      kernels[i] = (float) random.nextGaussian();
    }
    float[] u = new float[x.length];
    Winograd.kernel(kernels, u, 0, channels, registers);
    for (int i = 0; i < u.length; i++) {
      v[i] *= u[i];
    }
    float[] bias = new float[channels];
    Arrays.fill(bias, 0.5f);
    float[] plus = new float[16 * channels];
    Arrays.fill(plus, 0.25f);
    float[] y = new float[16 * channels];
    int[] places = new int[16];
    for (int p = 0; p < places.length; p++) {
      places[p] = p * channels;
    }
    Winograd.output(v, 0, channels, bias, 0, y, places, plus, 0.5f, registers);
    for (int c = 0; c < channels; c++) {
      for (int i = 0; i < 4; i++) {
        for (int j = 0; j < 4; j++) {
          double sum = 0.75;
          for (int tap = 0; tap < 9; tap++) {
            int pixel = (i + tap / 3) * 6 + j + tap % 3;
            sum += (double) kernels[tap * channels + c] * x[pixel * channels + c];
          }
          assertEquals(0.5 * sum, y[(i * 4 + j) * channels + c], 1e-4);
        }
      }
    }
  }
}
