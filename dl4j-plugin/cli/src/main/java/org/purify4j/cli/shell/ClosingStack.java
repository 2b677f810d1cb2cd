package org.purify4j.cli.shell;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Resources that are opened one after another and closed together, the last first. All are closed,
 * even if closing one fails; the first failure is thrown with the others as suppressed exceptions.
 */
public final class ClosingStack implements AutoCloseable {
  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  /** Takes charge of a resource, and returns it. */
  public <T extends AutoCloseable> T add(T opened) {
    open.push(opened);
    return opened;
  }

  /** Closes everything because of a failure, to which failures of closing are added. */
  public void closeAfter(Exception failure) {
    try {
      close();
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  @Override
  public void close() {
    RuntimeException first = null;
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        RuntimeException failure =
            e instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(e);
        if (first == null) {
          first = failure;
        } else {
          first.addSuppressed(failure);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
