package org.purify4j.attack;

import org.purify4j.attack.transform.SeparableMap;

/**
 * The orthogonal projection of each channel onto its low frequencies: those of the discrete cosine
 * transform (DCT-II, orthonormal) of which both numbers are below a share of the height and width.
 * It is its own adjoint.
 */
final class LowFrequencies {
  private LowFrequencies() {}

  /**
   * The projection for images of a size.
   *
   * @param share of the frequencies that is kept along each side, above 0 and at most 1; at least
   *     one is
   */
  static SeparableMap of(SquareFrame frame, double share) {
    return new SeparableMap(
        frame.channels(), projection(frame.height(), share), projection(frame.width(), share));
  }

  private static double[][] projection(int length, double share) {
    int kept = Math.max(1, (int) Math.round(share * length));
    double[][] projection = new double[length][length];
    for (int frequency = 0; frequency < kept; frequency++) {
      double norm = Math.sqrt((frequency == 0 ? 1.0 : 2.0) / length);
      for (int i = 0; i < length; i++) {
        for (int j = 0; j < length; j++) {
          projection[i][j] += norm * wave(frequency, i, length) * norm * wave(frequency, j, length);
        }
      }
    }
    return projection;
  }

  private static double wave(int frequency, int at, int length) {
    return Math.cos(Math.PI * frequency * (2 * at + 1) / (2.0 * length));
  }
}
