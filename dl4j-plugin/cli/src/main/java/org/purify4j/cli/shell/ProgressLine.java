package org.purify4j.cli.shell;

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
    return terminal.progress() == Terminal.Progress.BAR
        ? new ProgressBarLine(terminal, task)
        : new SilentLine();
  }
}
