package org.purify4j.diffusion.network;

/**
 * A change of size with the smoothing filter [1, 3, 3, 1] both ways, in the form of StyleGAN's
 * {@code upfirdn2d} (Karras et al. 2019): zeros between the pixels, zeros around, the filter, and
 * every {@code down}-th pixel of that. Along one direction, with {@code s} the spread input,
 *
 * <pre>y[o] = gain · Σ_t TAPS[t] · s[o·down + t − before],   s[i·up] = x[i].</pre>
 *
 * @param up pixels for each of the input
 * @param down pixels for each of the output
 * @param before zeros before the first pixel
 * @param gain factor, along one direction
 */
public record FirFilter(int up, int down, int before, double gain) {
  private static final double[] TAPS = {0.125, 0.375, 0.375, 0.125};

  /** {@link Op.Upsample}. */
  public static final FirFilter UPSAMPLE = new FirFilter(2, 1, 2, 2);

  /** {@link Op.Downsample}. */
  public static final FirFilter DOWNSAMPLE = new FirFilter(1, 2, 1, 1);

  /** {@link Op.Blur}. */
  public static final FirFilter BLUR = new FirFilter(1, 1, 2, 1);

  /** Number of taps along one direction. */
  public static int size() {
    return TAPS.length;
  }

  /** The taps, a symmetric row with the sum {@code gain}. */
  public double[] taps() {
    double[] taps = new double[TAPS.length];
    for (int i = 0; i < taps.length; i++) {
      taps[i] = gain * TAPS[i];
    }
    return taps;
  }

  /**
   * The filter along one direction as a matrix, {@code [inputs, outputs]}.
   *
   * @param inputs pixels of the input
   * @param outputs pixels of the output
   */
  public double[][] matrix(int inputs, int outputs) {
    double[][] matrix = new double[inputs][outputs];
    double[] taps = taps();
    for (int o = 0; o < outputs; o++) {
      for (int t = 0; t < taps.length; t++) {
        int spread = o * down + t - before;
        if (spread >= 0 && spread % up == 0 && spread / up < inputs) {
          matrix[spread / up][o] += taps[t];
        }
      }
    }
    return matrix;
  }

  /** The transposed map: what takes the gradient of the output to that of the input. */
  public FirFilter transposed() {
    return new FirFilter(down, up, TAPS.length - 1 - before, gain);
  }
}
