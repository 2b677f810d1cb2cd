package org.purify4j.cli.shell;

import java.util.concurrent.CountDownLatch;

/**
 * Notices that the process is told to end, by ctrl-C or SIGTERM, and holds its end up until the
 * work in hand has been put away.
 */
public final class StopSignal implements AutoCloseable {
  private final CountDownLatch answered = new CountDownLatch(1);
  private final Thread hook = new Thread(this::hear, "purify-stop");
  private volatile boolean asked;

  public StopSignal() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void hear() {
    asked = true;
    try {
      answered.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether the process is to end. */
  public boolean asked() {
    return asked;
  }

  /** Says a last word and lets the process end. */
  public void answer(Runnable lastWord) {
    lastWord.run();
    answered.countDown();
  }

  @Override
  public void close() {
    answered.countDown();
    if (!asked) {
      Runtime.getRuntime().removeShutdownHook(hook);
    }
  }
}
