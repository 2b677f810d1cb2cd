package org.purify4j.diffusion.engine.vector;

/**
 * {@code x·Φ(x)} with the normal distribution Φ to double precision; for the few values of the
 * conditioning branch.
 */
final class Gelu {
  /** Beyond, Φ is 0 or 1 to double precision. */
  private static final double FAR = 8.5;

  private Gelu() {}

  static void apply(float[] x, float[] y, int length) {
    for (int i = 0; i < length; i++) {
      y[i] = (float) (x[i] * normal(x[i]));
    }
  }

  /**
   * Φ(x) = 1/2 + φ(x)·Σ x^(2n+1)/(1·3·5···(2n+1)) (Marsaglia 2004): all terms have one sign, so
   * nothing cancels.
   */
  static double normal(double x) {
    if (Math.abs(x) > FAR) {
      return x > 0 ? 1 : 0;
    }
    double sum = 0;
    double term = x;
    for (int n = 1; sum + term != sum; n += 2) {
      sum += term;
      term *= x * x / (n + 2);
    }
    return 0.5 + sum * Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
  }
}
