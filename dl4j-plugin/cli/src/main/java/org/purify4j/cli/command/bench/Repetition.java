package org.purify4j.cli.command.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.DoubleConsumer;

/**
 * How often something is run for timing: for a shortest time, and a smallest number of times.
 *
 * @param seconds shortest time in all
 * @param fewest smallest number of runs
 */
record Repetition(double seconds, int fewest) {
  private static final double NANOS = 1e9;

  /**
   * Runs and times some work.
   *
   * @param progress told the share that is done, 0 to 1, before every run
   * @return duration of each run in seconds, ascending
   */
  List<Double> time(Runnable work, DoubleConsumer progress) {
    List<Double> times = new ArrayList<>();
    double spent = 0;
    while (times.size() < fewest || spent < seconds) {
      progress.accept(Math.min(spent / seconds, times.size() / (double) fewest));
      long start = System.nanoTime();
      work.run();
      double taken = (System.nanoTime() - start) / NANOS;
      times.add(taken);
      spent += taken;
    }
    Collections.sort(times);
    return times;
  }
}
