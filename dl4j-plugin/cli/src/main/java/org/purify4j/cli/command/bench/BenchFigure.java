package org.purify4j.cli.command.bench;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.DoubleUnaryOperator;

/**
 * One measured speed.
 *
 * @param name of what was measured
 * @param unit of the three values
 * @param median over the runs
 * @param lowerQuartile of the runs
 * @param upperQuartile of the runs
 * @param runs number of runs; of steps, where only the beginning of a purification was run
 * @param outside the share of the time spent neither in the network nor in the victim, 0 to 1, for
 *     a purification
 * @param peakBytes peak memory of the process until then, if known
 */
record BenchFigure(
    String name,
    String unit,
    double median,
    double lowerQuartile,
    double upperQuartile,
    int runs,
    OptionalDouble outside,
    OptionalLong peakBytes) {

  /**
   * Summarises runs.
   *
   * @param times duration of each run, in seconds, in rising order
   * @param value from seconds to the unit, rising or falling
   */
  static BenchFigure of(
      String name,
      String unit,
      List<Double> times,
      DoubleUnaryOperator value,
      OptionalLong peakBytes) {
    double first = value.applyAsDouble(quantile(times, 0.25));
    double third = value.applyAsDouble(quantile(times, 0.75));
    return new BenchFigure(
        name,
        unit,
        value.applyAsDouble(quantile(times, 0.5)),
        Math.min(first, third),
        Math.max(first, third),
        times.size(),
        OptionalDouble.empty(),
        peakBytes);
  }

  /** The same with the share of the time spent outside the networks. */
  BenchFigure withOutside(double part) {
    return new BenchFigure(
        name, unit, median, lowerQuartile, upperQuartile, runs, OptionalDouble.of(part), peakBytes);
  }

  /** Interpolated between the two nearest of some sorted values. */
  private static double quantile(List<Double> sorted, double part) {
    double place = part * (sorted.size() - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.size() - 1);
    return sorted.get(below) + (place - below) * (sorted.get(above) - sorted.get(below));
  }
}
