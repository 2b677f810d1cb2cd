package org.purify4j.diffusion.chain;

import org.purify4j.diffusion.catalogue.Bound;

/**
 * How much a {@link PurifierPool} takes on.
 *
 * @param threads number of threads, at least 1
 * @param waiting number of requests that may wait for a thread, at least 1; more are refused
 */
public record PoolSize(int threads, int waiting) {
  /** The default number of waiting requests for each thread. */
  public static final int DEFAULT_WAITING = 64;

  public PoolSize {
    Bound.THREADS.require(threads);
    Bound.WAITING.require(waiting);
  }

  /** Returns a size with the default number of waiting requests. */
  public static PoolSize of(int threads) {
    return new PoolSize(Bound.THREADS.require(threads), threads * DEFAULT_WAITING);
  }

  /** Returns a copy with another number of waiting requests. */
  public PoolSize withWaiting(int newWaiting) {
    return new PoolSize(threads, newWaiting);
  }
}
