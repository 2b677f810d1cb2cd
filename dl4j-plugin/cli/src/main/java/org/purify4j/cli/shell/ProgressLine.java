package org.purify4j.cli.shell;

/** Shows the progress of long work. */
public interface ProgressLine extends AutoCloseable {
  /**
   * Shows progress.
   *
   * @param done units of work done
   * @param total units of work in all
   * @param doing what is being done now
   */
  void show(long done, long total, String doing);

  /** Runs something that prints, with the progress line cleared meanwhile. */
  void aside(Runnable printing);

  @Override
  void close();

  /** A bar for a terminal; elsewhere, a line now and then. */
  static ProgressLine on(Terminal terminal, String task) {
    return terminal.progress() == Terminal.Progress.BAR
        ? new ProgressBarLine(terminal, task)
        : new SpacedLines(terminal.err(), task, System::nanoTime);
  }
}
