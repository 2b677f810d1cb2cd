package org.purify4j.diffusion.engine.vector;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A fixed number of threads that share numbered pieces of work. The same pieces always go to the
 * same thread, so that its cache still holds what it wrote before. The calling thread is the first
 * of them. Waiting threads spin for some microseconds, because a network has hundreds of short
 * steps; then they yield the processor, and at last they sleep.
 */
final class WorkerThreads implements AutoCloseable {
  private static final int SPINS = 2_000;
  private static final int YIELDS = 20;

  /** A part of the work: pieces {@code from} to {@code to}, done by one thread. */
  @FunctionalInterface
  interface Work {
    void run(int from, int to, int worker);
  }

  private final Thread[] helpers;
  private final AtomicInteger unfinished = new AtomicInteger();
  private volatile int round;
  private volatile boolean closed;
  private Work work = (from, to, worker) -> {};
  private int pieces;
  private volatile @Nullable Throwable failure;

  WorkerThreads(int count) {
    helpers = new Thread[count - 1];
    for (int i = 0; i < helpers.length; i++) {
      int worker = i + 1;
      helpers[i] = new Thread(() -> serve(worker), "purify4j-" + worker);
      helpers[i].setDaemon(true);
      helpers[i].start();
    }
  }

  int count() {
    return helpers.length + 1;
  }

  /**
   * Does all pieces and returns when they are done. Not to be called from within.
   *
   * @throws IllegalStateException if a worker failed; its cause is the first failure, which has the
   *     other workers' as suppressed ones
   */
  void run(int count, Work newWork) {
    if (helpers.length == 0 || count <= 1) {
      newWork.run(0, count, 0);
      return;
    }
    work = newWork;
    pieces = count;
    unfinished.set(helpers.length);
    round++;
    for (Thread helper : helpers) {
      LockSupport.unpark(helper);
    }
    part(0);
    awaitHelpers();
    if (failure != null) {
      Throwable cause = failure;
      failure = null;
      throw new IllegalStateException("engine thread failed: " + cause, cause);
    }
  }

  private void part(int worker) {
    int from = (int) ((long) pieces * worker / count());
    int to = (int) ((long) pieces * (worker + 1) / count());
    try {
      if (from < to) {
        work.run(from, to, worker);
      }
    } catch (Throwable e) {
      keep(e); // whatever it is, the other workers must still be waited for
    }
  }

  private synchronized void keep(Throwable e) {
    if (failure == null) {
      failure = e;
    } else if (failure != e) {
      failure.addSuppressed(e);
    }
  }

  private void awaitHelpers() {
    for (int spins = 0; unfinished.get() > 0; spins++) {
      if (spins < SPINS) {
        Thread.onSpinWait();
      } else {
        Thread.yield();
      }
    }
  }

  private void serve(int worker) {
    int seen = 0;
    while (true) {
      for (int spins = 0; round == seen && !closed; spins++) {
        if (spins < SPINS) {
          Thread.onSpinWait();
        } else if (spins < SPINS + YIELDS) {
          Thread.yield();
        } else {
          LockSupport.park(this);
        }
      }
      if (closed) {
        return;
      }
      seen = round;
      part(worker);
      unfinished.decrementAndGet();
    }
  }

  @Override
  public void close() {
    closed = true;
    for (Thread helper : helpers) {
      LockSupport.unpark(helper);
    }
  }
}
