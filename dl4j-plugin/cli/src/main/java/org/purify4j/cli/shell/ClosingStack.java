package org.purify4j.cli.shell;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.purify4j.diffusion.fault.Closing;

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
  public void closeAfter(Throwable failure) {
    Closing.after(failure, this);
  }

  @Override
  public void close() {
    Throwable first = null;
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception | Error e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (first != null) {
      throw unchecked(first);
    }
  }

  private static RuntimeException unchecked(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    if (failure instanceof IOException cause) {
      return new UncheckedIOException(cause);
    }
    return failure instanceof RuntimeException unchecked
        ? unchecked
        : new IllegalStateException(failure);
  }
}
