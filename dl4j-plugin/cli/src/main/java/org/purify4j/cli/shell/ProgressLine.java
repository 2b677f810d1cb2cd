package org.purify4j.cli.shell;

import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows how far long work has come, if anyone is looking. */
public interface ProgressLine extends AutoCloseable {
  /** So much of so much is done, and this is being done. */
  void show(long done, long total, String doing);

  /** Does something that prints, with the line out of its way. */
  void aside(Runnable printing);

  @Override
  void close();

  /** A line for a terminal: a bar, or nothing. */
  static ProgressLine on(Terminal terminal, String task) {
    return terminal.progress() == Terminal.Progress.BAR ? new Bar(terminal, task) : new Silent();
  }

  /** Shows nothing. */
  record Silent() implements ProgressLine {
    @Override
    public void show(long done, long total, String doing) {}

    @Override
    public void aside(Runnable printing) {
      printing.run();
    }

    @Override
    public void close() {}
  }

  /** A bar on the error stream. */
  final class Bar implements ProgressLine {
    private static final int WIDTH = 100;
    private static final int INTERVAL_MILLIS = 250;

    private final PrintStream err;
    private final ProgressBar bar;

    private Bar(Terminal terminal, String task) {
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
}
