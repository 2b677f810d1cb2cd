package org.purify4j.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Runs that threads share out among themselves; notes the resident memory after each. */
final class Laps {
  private final int threads;
  private final double[] resident;
  private final AtomicInteger started = new AtomicInteger();
  private final AtomicInteger ended = new AtomicInteger();

  Laps(int threads, int runs) {
    this.threads = threads;
    this.resident = new double[runs + threads];
  }

  /** Runs every thread's part to its end. */
  void run(Consumer<Laps> part) {
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<CompletableFuture<Void>> parts = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        parts.add(CompletableFuture.runAsync(() -> part.accept(this), executor));
      }
      parts.forEach(CompletableFuture::join);
    } finally {
      executor.shutdown();
    }
  }

  /** The number of a thread's first run. */
  int start() {
    return started.getAndIncrement();
  }

  /** Ends a run and gives the number of the next. */
  int next() {
    resident[ended.getAndIncrement()] = ProcessMemory.resident();
    return start();
  }

  /** MiB after so many runs. */
  double residentAfter(int runs) {
    return resident[runs - 1];
  }

  /** MiB after every so many runs. */
  List<Long> history(int every) {
    List<Long> history = new ArrayList<>();
    for (int runs = every; runs <= ended.get(); runs += every) {
      history.add(Math.round(residentAfter(runs)));
    }
    return history;
  }
}
