package org.purify4j.importers.checkpoint;

import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** The SHA-256 of an open container, computed once, by whoever is first to need it. */
final class Fingerprint {
  private final FutureTask<String> task;

  Fingerprint(OpenContainer container) {
    task = new FutureTask<>(container::sha256);
  }

  /** Begins on a thread of its own. */
  void start() {
    Thread thread = new Thread(task, "checkpoint-sha256");
    thread.setDaemon(true);
    thread.start();
  }

  /** The digest; waits for it, or computes it here if nobody has begun. */
  String get() throws IOException {
    task.run();
    try {
      return task.get();
    } catch (ExecutionException e) {
      Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
      throw new IOException(cause.getMessage(), cause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while its fingerprint was computed", e);
    }
  }
}
