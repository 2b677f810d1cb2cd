package org.purify4j.cli.shell;

import java.io.PrintStream;

/**
 * Where a command writes.
 *
 * @param out results
 * @param err progress and errors
 * @param progress whether progress is shown
 */
public record Terminal(PrintStream out, PrintStream err, Progress progress) {
  /** Whether progress is shown. */
  enum Progress {
    /** As a bar on the error stream. */
    BAR,
    /** Not at all, as into a file. */
    SILENT
  }

  /** The launcher says whether the error stream is a terminal; without it, the console does. */
  private static final String PROPERTY = "purify4j.stderr.terminal";

  /** A terminal of these two streams; progress is shown if a person sees it. */
  public static Terminal of(PrintStream out, PrintStream err) {
    String told = System.getProperty(PROPERTY);
    boolean seen = told == null ? System.console() != null : Boolean.parseBoolean(told);
    return new Terminal(out, err, seen ? Progress.BAR : Progress.SILENT);
  }
}
