package org.purify4j.cli.shell;

/** How a run ended. */
public enum ExitStatus {
  /** Done. */
  DONE(0),
  /** The command failed, or a check did not pass. */
  FAILED(1),
  /** The command line was not understood. */
  USAGE(2);

  private final int code;

  ExitStatus(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }
}
