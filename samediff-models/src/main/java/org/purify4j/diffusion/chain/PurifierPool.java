package org.purify4j.diffusion.chain;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.model.DiffusionModel;
import org.purify4j.diffusion.noise.Draw;

/**
 * A pool of threads that purifies for any number of callers. Each of its threads has its own
 * purifier, and its own victim if the guidance uses one; they share nothing but the diffusion
 * model's weights. Native working memory is therefore bounded by the number of purifiers, however
 * many threads call, and is released with them.
 *
 * <p>Results are those of a single purifier, whatever the number of threads. The network's engine
 * decides how many processors one purification uses. A second thread helps only where the engine
 * leaves a processor free: with one engine thread each, an image takes the same processor time in a
 * pool of two as in one of one (within 6 %); with an engine that keeps all processors busy by
 * itself, a pool gains nothing. For figures see {@code docs/threads.md}.
 *
 * <p>Safe for use by any number of threads. The caller owns the model, which must stay open as long
 * as the pool.
 */
public final class PurifierPool implements AutoCloseable {
  private final Supplier<PurifierWorker> workers;
  private final ThreadLocal<Optional<PurifierWorker>> own =
      ThreadLocal.withInitial(Optional::empty);
  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private final ExecutorService executor;

  private PurifierPool(int threads, Supplier<PurifierWorker> workers) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads: got " + threads + ", must be at least 1");
    }
    this.workers = workers;
    this.executor = Executors.newFixedThreadPool(threads, this::thread);
  }

  /**
   * Creates a pool whose guidance, if any, uses no victim.
   *
   * @throws IllegalArgumentException if the settings do not fit the model's schedule or need a
   *     victim
   */
  public static PurifierPool of(DiffusionModel model, PurifierConfig config, int threads) {
    return of(threads, () -> new PurifierWorker(Purifier.of(model, config), Optional.empty()));
  }

  /**
   * Creates a pool guided by a victim's output.
   *
   * @param victims called once on each thread; the victims are used at the same time, each by its
   *     own thread, and closed by the pool
   * @throws IllegalArgumentException if the settings do not fit the model's schedule
   */
  public static PurifierPool of(
      DiffusionModel model, PurifierConfig config, int threads, Supplier<Classifier> victims) {
    return of(
        threads,
        () -> {
          Classifier victim = victims.get();
          return new PurifierWorker(Purifier.of(model, config, victim), Optional.of(victim));
        });
  }

  /**
   * Creates a pool from its parts.
   *
   * @param threads number of threads, at least 1
   * @param workers called on each thread when it first has work, and at once on one of them; the
   *     pool closes each worker on its own thread
   */
  public static PurifierPool of(int threads, Supplier<PurifierWorker> workers) {
    PurifierPool pool = new PurifierPool(threads, workers);
    try {
      pool.call(worker -> worker.purifier().steps());
      return pool;
    } catch (RuntimeException e) {
      pool.close();
      throw e;
    }
  }

  /**
   * Purifies images on one of the pool's threads and waits for them.
   *
   * @see Purifier#purify(INDArray, Draw)
   */
  public INDArray purify(INDArray images, Draw draw) {
    return call(worker -> worker.purifier().purify(images, draw));
  }

  /** Runs work on one of the pool's threads and waits for its result. */
  public <T> T call(Function<PurifierWorker, T> work) {
    try {
      return submit(work).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  /**
   * Queues work for one of the pool's threads.
   *
   * @param work must not keep a reference to the worker
   * @throws IllegalStateException if the pool is closed
   */
  public <T> CompletableFuture<T> submit(Function<PurifierWorker, T> work) {
    try {
      return CompletableFuture.supplyAsync(() -> work.apply(worker()), executor);
    } catch (RejectedExecutionException e) {
      throw new IllegalStateException(
          "purifier pool: got a closed one, must be open (make another, or close it later)", e);
    }
  }

  private PurifierWorker worker() {
    if (own.get().isEmpty()) {
      own.set(Optional.of(workers.get()));
    }
    return own.get().get();
  }

  private Thread thread(Runnable tasks) {
    Thread thread =
        new Thread(
            () -> {
              try {
                tasks.run();
              } finally {
                own.get().ifPresent(PurifierWorker::close);
              }
            },
            "purify4j-purifier-" + (threads.size() + 1));
    thread.setDaemon(true);
    threads.add(thread);
    return thread;
  }

  /** Finishes the submitted work, then ends the threads and releases what they held. */
  @Override
  public void close() {
    executor.shutdown();
    boolean interrupted = false;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
