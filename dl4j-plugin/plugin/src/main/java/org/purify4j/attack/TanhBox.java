package org.purify4j.attack;

/**
 * The change of variables x = (tanh w + 1) / 2, which keeps x within [0, 1] whatever w is (Carlini
 * and Wagner 2017, section V.B).
 */
final class TanhBox {
  /** Of 0 and 1 the inverse tanh is infinite: the numbers are drawn in by so much, as a share. */
  private static final double INWARDS = 1e-6;

  private TanhBox() {}

  /** The variable of a pixel. */
  static double variable(double pixel) {
    double centred = (2 * pixel - 1) * (1 - INWARDS);
    return 0.5 * (Math.log1p(centred) - Math.log1p(-centred));
  }

  /** The pixel of a variable. */
  static double pixel(double variable) {
    return (Math.tanh(variable) + 1) / 2;
  }

  /** dx/dw. */
  static double slope(double variable) {
    double tanh = Math.tanh(variable);
    return (1 - tanh * tanh) / 2;
  }
}
