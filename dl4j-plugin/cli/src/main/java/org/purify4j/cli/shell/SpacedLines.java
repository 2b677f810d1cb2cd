package org.purify4j.cli.shell;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Prints a line now and then, where there is no terminal to draw a bar on. */
final class SpacedLines implements ProgressLine {
  private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final double PERCENT = 100;

  private final PrintStream err;
  private final String task;
  private final LongSupplier clock;
  private final long begun;
  private long last;

  /**
   * @param clock in nanoseconds
   */
  SpacedLines(PrintStream err, String task, LongSupplier clock) {
    this.err = err;
    this.task = task;
    this.clock = clock;
    this.begun = clock.getAsLong();
    this.last = begun;
  }

  @Override
  public void show(long done, long total, String doing) {
    long now = clock.getAsLong();
    if (now - last >= INTERVAL_NANOS) {
      last = now;
      err.println(
          ErrorLine.clean(
              String.format(
                  Locale.ROOT,
                  "%s: %.0f %% after %d s: %s",
                  task,
                  total > 0 ? PERCENT * done / total : 0,
                  TimeUnit.NANOSECONDS.toSeconds(now - begun),
                  doing)));
    }
  }

  @Override
  public void aside(Runnable printing) {
    printing.run();
  }

  @Override
  public void close() {}
}
