package org.purify4j.cli.command;

import java.util.Arrays;
import java.util.Locale;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.cli.shell.CommandException;
import org.purify4j.importers.npz.Npz;

/**
 * The error of a result against its reference.
 *
 * @param name of the array
 * @param shape of the array
 * @param largestError max |Δ|
 * @param scale max |reference|
 */
record ErrorMeasure(String name, long[] shape, double largestError, double scale) {
  /**
   * Measures the error.
   *
   * @throws CommandException if the shapes differ
   */
  static ErrorMeasure of(String name, INDArray result, Npz golden) {
    double[] expected = golden.doubles(name);
    if (!Arrays.equals(result.shape(), golden.shape(name))) {
      throw new CommandException(
          name
              + ": the network gives shape "
              + Arrays.toString(result.shape())
              + ", the reference is "
              + Arrays.toString(golden.shape(name)));
    }
    double[] found = result.dup('c').data().asDouble();
    double error = 0;
    double scale = 0;
    for (int i = 0; i < expected.length; i++) {
      double difference = Math.abs(found[i] - expected[i]);
      error = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(error, difference);
      scale = Math.max(scale, Math.abs(expected[i]));
    }
    return new ErrorMeasure(name, result.shape(), error, scale);
  }

  /** max |Δ| / max |reference|. */
  double relative() {
    return largestError == 0 ? 0 : largestError / scale;
  }

  /** The comparison in a line. */
  String describe(double tolerance) {
    return String.format(
        Locale.ROOT,
        "%-7s %-18s largest error %.2e, %.2e of its scale (%.3g), tolerance %.0e: %s",
        name,
        Arrays.toString(shape),
        largestError,
        relative(),
        scale,
        tolerance,
        within(tolerance) ? "ok" : "TOO LARGE");
  }

  boolean within(double tolerance) {
    return relative() <= tolerance;
  }
}
