package org.purify4j.diffusion.engine.vector;

import java.util.stream.IntStream;
import org.purify4j.diffusion.engine.vector.simd.Lanes;
import org.purify4j.diffusion.engine.vector.simd.Winograd;

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
    return packed(taps, taps.size() * taps.size() * taps.inputs(), 1);
  }

  /** The transformed 3×3 kernels of {@link Winograd}. */
  static PackedKernel winograd(Taps taps) {
    return packed(taps, taps.inputs(), Winograd.POINTS);
  }

  private static PackedKernel packed(Taps taps, int depth, int points) {
    int panels = Lanes.padded(taps.outputs()) / Lanes.PANEL;
    long length = (long) panels * points * depth * Lanes.PANEL;
    if (length > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "layer: got " + length + " packed weights, must be below 2^31");
    }
    PackedKernel packed = new PackedKernel(new float[(int) length], depth, points, panels);
    IntStream.range(0, panels).parallel().forEach(panel -> packed.fill(panel, taps));
    return packed;
  }

  /** Packs one panel anew, of weights that may have changed. */
  void fill(int panel, Taps taps) {
    if (points == 1) {
      fillDirect(panel, taps);
    } else {
      fillTransformed(panel, taps);
    }
  }

  private void fillDirect(int panel, Taps taps) {
    int area = taps.size() * taps.size();
    int first = panel * Lanes.PANEL;
    int width = Math.min(Lanes.PANEL, taps.outputs() - first);
    for (int tap = 0; tap < area; tap++) {
      for (int in = 0; in < taps.inputs(); in++) {
        int at = offset(panel, 0) + (tap * taps.inputs() + in) * Lanes.PANEL;
        for (int lane = 0; lane < width; lane++) {
          data[at + lane] = taps.at(first + lane, in, tap);
        }
      }
    }
  }

  private void fillTransformed(int panel, Taps taps) {
    float[] kernels = new float[Winograd.TAPS * Lanes.PANEL];
    float[] registers = new float[Winograd.POINTS * Lanes.COUNT];
    int first = panel * Lanes.PANEL;
    int width = Math.min(Lanes.PANEL, taps.outputs() - first);
    for (int in = 0; in < depth; in++) {
      for (int lane = 0; lane < width; lane++) {
        for (int tap = 0; tap < Winograd.TAPS; tap++) {
          kernels[tap * Lanes.PANEL + lane] = taps.at(first + lane, in, tap);
        }
      }
      int at = offset(panel, 0) + in * Lanes.PANEL;
      Winograd.kernel(kernels, data, at, depth * Lanes.PANEL, registers);
    }
  }
}
