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
 * Purifies for several threads at once. A fixed number of threads of its own each have a purifier
 * of their own, and a victim of their own if the guidance asks one; they share the diffusion
 * model's weights and nothing else. Native working memory thus stays with as many threads as there
 * are purifiers, however many call, and goes with them.
 *
 * <p>Results are those of a single purifier, whatever the number of threads. How many processors
 * one purification uses is the business of the network's engine. A second thread is faster only
 * where the engine leaves a processor free: with one engine thread each, an image takes the same
 * processor time in a pool of two as in one of one (within 6 %); an engine that keeps all
 * processors busy by itself gains nothing. {@code docs/threads.md} has the figures.
 *
 * <p>Safe for use by any number of threads. The model stays the caller's, and must stay open as
 * long as the pool.
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
   * A pool whose guidance, if any, asks no victim.
   *
   * @throws IllegalArgumentException if the settings do not fit the model's schedule or need a
   *     victim
   */
  public static PurifierPool of(DiffusionModel model, PurifierConfig config, int threads) {
    return of(threads, () -> new PurifierWorker(Purifier.of(model, config), Optional.empty()));
  }

  /**
   * A pool guided by a victim's output.
   *
   * @param victims called once on each thread; each thread's victim must be usable beside the
   *     others'. The pool closes it
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
   * A pool from its parts.
   *
   * @param threads how many, at least 1
   * @param workers called on each thread when it first has work, on one of them at once; the pool
   *     closes what it gives, on the same thread
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

  /** Does anything with a purifier on one of the pool's threads and waits for it. */
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
   * Does anything with a purifier on one of the pool's threads, in its turn.
   *
   * @param work must not keep the worker
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

  /** Does what was submitted, then ends the threads and releases what they held. */
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
