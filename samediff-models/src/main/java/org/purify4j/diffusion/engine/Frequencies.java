package org.purify4j.diffusion.engine;

import org.purify4j.diffusion.net.Op;

/** The frequencies of a sinusoidal embedding. */
final class Frequencies {
  private static final double LONGEST_PERIOD = 10_000;

  private Frequencies() {}

  /** {@code exp(−ln 10000 · i / divisor)} for i below half the dimension. */
  static double[] of(Op.TimeEmbedding op) {
    double[] frequencies = new double[op.dim() / 2];
    for (int i = 0; i < frequencies.length; i++) {
      frequencies[i] = Math.exp(-Math.log(LONGEST_PERIOD) * i / op.divisor());
    }
    return frequencies;
  }
}
