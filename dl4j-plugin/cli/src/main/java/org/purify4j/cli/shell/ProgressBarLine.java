package org.purify4j.cli.shell;

import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar on the error stream. */
final class ProgressBarLine implements ProgressLine {
  private static final int WIDTH = 100;
  private static final int INTERVAL_MILLIS = 250;

  private final PrintStream err;
  private final ProgressBar bar;

  ProgressBarLine(Terminal terminal, String task) {
    err = terminal.err();
    bar =
        new ProgressBarBuilder()
            .setTaskName(task)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(INTERVAL_MILLIS)
            .setMaxRenderedLength(WIDTH)
            .setConsumer(new ConsoleProgressBarConsumer(err, WIDTH))
            .clearDisplayOnFinish()
            .build();
  }

  @Override
  public void show(long done, long total, String doing) {
    bar.maxHint(total);
    bar.stepTo(done);
    bar.setExtraMessage(" " + doing);
  }

  @Override
  public void aside(Runnable printing) {
    bar.pause();
    err.print("\r" + " ".repeat(WIDTH) + "\r");
    printing.run();
    bar.resume();
  }

  @Override
  public void close() {
    bar.close();
  }
}
