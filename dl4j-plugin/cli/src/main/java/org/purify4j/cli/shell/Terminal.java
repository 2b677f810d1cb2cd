package org.purify4j.cli.shell;

import java.io.PrintStream;

/**
 * Where a command writes.
 *
 * @param out results
 * @param err progress and errors
 * @param progress how progress is shown
 */
public record Terminal(PrintStream out, PrintStream err, Progress progress) {
  /** How progress is shown. */
  enum Progress {
    /** As a bar on the error stream. */
    BAR,
    /** As a line now and then, as when the error stream is a file. */
    LINES
  }

  /**
   * Set by the launcher: whether the error stream is a terminal. Without it, the console decides.
   */
  private static final String PROPERTY = "purify4j.stderr.terminal";

  /** A terminal of these two streams; a bar is drawn on a terminal only. */
  public static Terminal of(PrintStream out, PrintStream err) {
    String told = System.getProperty(PROPERTY);
    boolean seen = told == null ? System.console() != null : Boolean.parseBoolean(told);
    return new Terminal(out, err, seen ? Progress.BAR : Progress.LINES);
  }
}
