package org.purify4j.diffusion.engine.vector;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A fixed number of threads that share out numbered pieces of work, always the same pieces to the
 * same thread, so that its cache still holds what it made before. The caller is the first of them.
 * Those that wait spin for some microseconds, a network having hundreds of short steps; then they
 * give way to whatever else the processor has to do, and at last sleep.
 */
final class Team implements AutoCloseable {
  private static final int SPINS = 2_000;
  private static final int YIELDS = 20;

  /** A part of the work: pieces {@code from} to {@code to}, done by one member. */
  @FunctionalInterface
  interface Work {
    void run(int from, int to, int member);
  }

  private final Thread[] helpers;
  private final AtomicInteger unfinished = new AtomicInteger();
  private volatile int round;
  private volatile boolean closed;
  private Work work;
  private int pieces;
  private volatile Throwable failure;

  Team(int members) {
    helpers = new Thread[members - 1];
    for (int i = 0; i < helpers.length; i++) {
      int member = i + 1;
      helpers[i] = new Thread(() -> serve(member), "purify4j-" + member);
      helpers[i].setDaemon(true);
      helpers[i].start();
    }
  }

  int members() {
    return helpers.length + 1;
  }

  /**
   * Does all pieces and returns when they are done. Not to be called from within.
   *
   * @throws IllegalStateException if a member failed; its cause is the first failure, which has the
   *     other members' as suppressed ones
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

  private void part(int member) {
    int from = (int) ((long) pieces * member / members());
    int to = (int) ((long) pieces * (member + 1) / members());
    try {
      if (from < to) {
        work.run(from, to, member);
      }
    } catch (Throwable e) {
      keep(e); // whatever it is, the other members must still be waited for
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

  private void serve(int member) {
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
      part(member);
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
