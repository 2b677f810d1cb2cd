package org.purify4j.cli.shell;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/**
 * Notices a request to stop (ctrl-C or SIGTERM), and delays the end of the process until the work
 * has been saved.
 */
public final class StopSignal implements AutoCloseable {
  private static final Set<StopSignal> OPEN = ConcurrentHashMap.newKeySet();

  private final CountDownLatch answered = new CountDownLatch(1);
  private final Thread hook = new Thread(this::hear, "purify-stop");
  private volatile boolean asked;

  public StopSignal() {
    OPEN.add(this);
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Waits, while the process ends, until all work that delays its end has been saved. */
  static void awaitAnswers() throws InterruptedException {
    for (StopSignal open : OPEN) {
      open.answered.await();
    }
  }

  private void hear() {
    asked = true;
    try {
      answered.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether the process has been asked to stop. */
  public boolean asked() {
    return asked;
  }

  /** Prints a last message and lets the process end. */
  public void answer(Runnable lastWord) {
    lastWord.run();
    answered.countDown();
  }

  @Override
  public void close() {
    answered.countDown();
    OPEN.remove(this);
    if (!asked) {
      Runtime.getRuntime().removeShutdownHook(hook);
    }
  }
}
