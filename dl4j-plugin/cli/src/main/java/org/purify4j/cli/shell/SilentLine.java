package org.purify4j.cli.shell;

/** Shows nothing. */
record SilentLine() implements ProgressLine {
  @Override
  public void show(long done, long total, String doing) {}

  @Override
  public void aside(Runnable printing) {
    printing.run();
  }

  @Override
  public void close() {}
}
