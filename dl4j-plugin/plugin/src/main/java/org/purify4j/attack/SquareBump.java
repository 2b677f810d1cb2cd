package org.purify4j.attack;

import org.apache.commons.rng.UniformRandomProvider;

/**
 * The shape that the Square attack adds in L2 (Andriushchenko et al. 2020, section 3.4): two bumps
 * of opposite signs side by side, of length 1 together. With h1 ≥ h2 the sides of one and n =
 * ⌊h1/2⌋,
 *
 * <pre>η_{r,s} = Σ_{k=0}^{M} 1 / (n + 1 − k)²,   M = n − max(|r − ⌊h1/2⌋ − 1|, |s − ⌊h2/2⌋ − 1|)
 * </pre>
 */
final class SquareBump {
  private SquareBump() {}

  /** The two bumps as a square, one above the other; a side of 1 has one of them. */
  static double[][] of(int side) {
    double[][] square = new double[side][side];
    int upper = side / 2;
    double squares = 0;
    for (int r = 0; r < side; r++) {
      boolean above = r < upper;
      int rows = above ? upper : side - upper;
      int row = above ? r : r - upper;
      for (int s = 0; s < side; s++) {
        double height = height(side, rows, s + 1, row + 1);
        square[r][s] = above ? height : -height;
        squares += height * height;
      }
    }
    for (double[] row : square) {
      for (int s = 0; s < side; s++) {
        row[s] /= Math.sqrt(squares);
      }
    }
    return square;
  }

  /** The same, or side by side in place of one above the other. */
  static double[][] turned(double[][] square, UniformRandomProvider random) {
    if (random.nextBoolean()) {
      return square;
    }
    double[][] turned = new double[square.length][square.length];
    for (int r = 0; r < square.length; r++) {
      for (int s = 0; s < square.length; s++) {
        turned[s][r] = square[r][s];
      }
    }
    return turned;
  }

  private static double height(int longer, int shorter, int alongLonger, int alongShorter) {
    int n = longer / 2;
    int away =
        Math.max(Math.abs(alongLonger - longer / 2 - 1), Math.abs(alongShorter - shorter / 2 - 1));
    double height = 0;
    for (int k = 0; k <= n - away; k++) {
      height += 1.0 / ((n + 1 - k) * (n + 1 - k));
    }
    return height;
  }
}
