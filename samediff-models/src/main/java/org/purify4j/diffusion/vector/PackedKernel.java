package org.purify4j.diffusion.vector;

import java.util.stream.IntStream;
import org.purify4j.diffusion.simd.Lanes;
import org.purify4j.diffusion.simd.Winograd;

/**
 * Weights of a convolution in the order in which {@code Gemm} reads them, panel by panel of output
 * channels.
 *
 * @param data for panel p, point q and depth k, PANEL outputs at {@code ((p·points + q)·depth +
 *     k)·PANEL}
 * @param depth length of the inner sums
 * @param points products for each tile: 36 for Winograd, else 1
 * @param panels of outputs
 */
record PackedKernel(float[] data, int depth, int points, int panels) {
  int offset(int panel, int point) {
    return (panel * points + point) * depth * Lanes.PANEL;
  }

  /** For sums over taps and inputs, tap by tap. */
  static PackedKernel direct(Taps taps) {
    int area = taps.size() * taps.size();
    int depth = area * taps.inputs();
    int panels = Lanes.padded(taps.outputs()) / Lanes.PANEL;
    float[] data = allocate((long) panels * depth * Lanes.PANEL);
    IntStream.range(0, taps.outputs())
        .parallel()
        .forEach(
            out -> {
              int at = out / Lanes.PANEL * depth * Lanes.PANEL + out % Lanes.PANEL;
              for (int tap = 0; tap < area; tap++) {
                for (int in = 0; in < taps.inputs(); in++) {
                  data[at + (tap * taps.inputs() + in) * Lanes.PANEL] = taps.at(out, in, tap);
                }
              }
            });
    return new PackedKernel(data, depth, 1, panels);
  }

  /** The transformed 3×3 kernels of {@link Winograd}. */
  static PackedKernel winograd(Taps taps) {
    int depth = taps.inputs();
    int panels = Lanes.padded(taps.outputs()) / Lanes.PANEL;
    float[] data = allocate((long) panels * Winograd.POINTS * depth * Lanes.PANEL);
    PackedKernel packed = new PackedKernel(data, depth, Winograd.POINTS, panels);
    IntStream.range(0, taps.outputs())
        .parallel()
        .forEach(
            out -> {
              double[] kernel = new double[9];
              for (int in = 0; in < depth; in++) {
                for (int tap = 0; tap < kernel.length; tap++) {
                  kernel[tap] = taps.at(out, in, tap);
                }
                double[] points = Winograd.kernel(kernel);
                for (int q = 0; q < points.length; q++) {
                  int at = packed.offset(out / Lanes.PANEL, q) + in * Lanes.PANEL;
                  data[at + out % Lanes.PANEL] = (float) points[q];
                }
              }
            });
    return packed;
  }

  private static float[] allocate(long length) {
    if (length > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "layer: got " + length + " packed weights, must be below 2^31");
    }
    return new float[(int) length];
  }
}
