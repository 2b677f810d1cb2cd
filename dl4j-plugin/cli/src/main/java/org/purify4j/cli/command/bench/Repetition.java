package org.purify4j.cli.command.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.DoubleConsumer;

/**
 * How often something is run to be timed: until a time has passed, and a number of times.
 *
 * @param seconds at least so long
 * @param fewest at least so often
 */
record Repetition(double seconds, int fewest) {
  private static final double NANOS = 1e9;

  /**
   * Runs and times.
   *
   * @param progress is told the part that is done, 0 to 1, before every run
   * @return what each run took, in seconds, in rising order
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
