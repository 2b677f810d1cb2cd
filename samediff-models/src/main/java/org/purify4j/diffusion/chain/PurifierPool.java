package org.purify4j.diffusion.chain;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.fault.ClosedException;
import org.purify4j.diffusion.fault.Closing;
import org.purify4j.diffusion.model.DiffusionModel;
import org.purify4j.diffusion.noise.Draw;
import org.purify4j.diffusion.noise.NoiseSource;

/**
 * A pool of threads that purifies for any number of callers. Each of its threads has its own
 * purifier, and its own victim if the guidance uses one; they share nothing but the diffusion
 * model's weights. Native working memory is therefore bounded by the number of purifiers, however
 * many threads call, and is released with them.
 *
 * <p>Results are those of a single purifier, whatever the number of threads: a secret seed is drawn
 * once for all of them. The network's engine decides how many processors one purification uses. A
 * second thread helps only where the engine leaves a processor free: with one engine thread each,
 * an image takes the same processor time in a pool of two as in one of one (within 6 %); with an
 * engine that keeps all processors busy by itself, a pool gains nothing. For figures see {@code
 * docs/threads.md}.
 *
 * <p>A bounded number of requests may wait; more are refused with a {@link PoolOverloadException}.
 * A closed pool refuses with a {@link ClosedException}, and a call from one of its own threads,
 * which would wait for itself, with an {@link IllegalStateException}.
 *
 * <p>Safe for use by any number of threads. The caller owns the model, which must stay open as long
 * as the pool.
 */
public final class PurifierPool implements AutoCloseable {
  private final Supplier<PurifierWorker> workers;
  private final ThreadLocal<Optional<PurifierWorker>> own =
      ThreadLocal.withInitial(Optional::empty);
  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private final PoolSize size;
  private final ExecutorService executor;

  private PurifierPool(PoolSize size, Supplier<PurifierWorker> workers) {
    this.size = size;
    this.workers = workers;
    this.executor =
        new ThreadPoolExecutor(
            size.threads(),
            size.threads(),
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(size.waiting()),
            this::thread);
  }

  /**
   * Creates a pool whose guidance, if any, uses no victim, with the default number of waiting
   * requests.
   *
   * @throws IllegalArgumentException if the settings do not fit the model's schedule or need a
   *     victim
   */
  public static PurifierPool of(DiffusionModel model, PurifierConfig config, int threads) {
    return of(model, config, PoolSize.of(threads));
  }

  /**
   * Creates a pool whose guidance, if any, uses no victim.
   *
   * @throws IllegalArgumentException if the settings do not fit the model's schedule or need a
   *     victim
   */
  public static PurifierPool of(DiffusionModel model, PurifierConfig config, PoolSize size) {
    NoiseSource noise = noise(config);
    Denoiser denoiser = Denoiser.of(model);
    return of(
        size,
        () ->
            new PurifierWorker(
                Purifier.of(denoiser, config, noise, Optional.empty()), Optional.empty()));
  }

  /**
   * Creates a pool guided by a victim's output, with the default number of waiting requests.
   *
   * @param victims called once on each thread; the victims are used at the same time, each by its
   *     own thread, and closed by the pool
   * @throws IllegalArgumentException if the settings do not fit the model's schedule
   */
  public static PurifierPool of(
      DiffusionModel model, PurifierConfig config, int threads, Supplier<Classifier> victims) {
    return of(model, config, PoolSize.of(threads), victims);
  }

  /**
   * Creates a pool guided by a victim's output.
   *
   * @param victims called once on each thread; the victims are used at the same time, each by its
   *     own thread, and closed by the pool
   * @throws IllegalArgumentException if the settings do not fit the model's schedule
   */
  public static PurifierPool of(
      DiffusionModel model, PurifierConfig config, PoolSize size, Supplier<Classifier> victims) {
    NoiseSource noise = noise(config);
    Denoiser denoiser = Denoiser.of(model);
    return of(
        size,
        () -> {
          Classifier victim = victims.get();
          try {
            Purifier purifier = Purifier.of(denoiser, config, noise, Optional.of(victim));
            return new PurifierWorker(purifier, Optional.of(victim));
          } catch (RuntimeException | Error e) {
            Closing.after(e, victim);
            throw e;
          }
        });
  }

  private static NoiseSource noise(PurifierConfig config) {
    config.seed().warnIfFixed("purifier pool");
    return config.seed().noise();
  }

  /**
   * Creates a pool from its parts.
   *
   * @param workers called on each thread when it first has work, and at once on one of them; the
   *     pool closes each worker on its own thread
   */
  public static PurifierPool of(PoolSize size, Supplier<PurifierWorker> workers) {
    PurifierPool pool = new PurifierPool(size, workers);
    try {
      pool.call(worker -> worker.purifier().steps());
      return pool;
    } catch (RuntimeException | Error e) {
      Closing.after(e, pool);
      throw e;
    }
  }

  /**
   * Purifies images on one of the pool's threads and waits for them.
   *
   * @see Purifier#purify(INDArray)
   */
  public INDArray purify(INDArray images) {
    return call(worker -> worker.purifier().purify(images));
  }

  /**
   * Purifies images on one of the pool's threads and waits for them.
   *
   * @see Purifier#purify(INDArray, Draw)
   */
  public INDArray purify(INDArray images, Draw draw) {
    return call(worker -> worker.purifier().purify(images, draw));
  }

  /**
   * Runs work on one of the pool's threads and waits for its result.
   *
   * @throws PoolOverloadException if too many requests are waiting
   * @throws ClosedException if the pool is closed
   * @throws IllegalStateException if the calling thread is one of the pool's
   */
  public <T> T call(Function<PurifierWorker, T> work) {
    requireOutside("call");
    try {
      return submit(work).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause; // such as of memory that ran out
      }
      throw e;
    }
  }

  /**
   * Queues work for one of the pool's threads.
   *
   * @param work must not keep a reference to the worker
   * @throws PoolOverloadException if too many requests are waiting
   * @throws ClosedException if the pool is closed
   */
  public <T> CompletableFuture<T> submit(Function<PurifierWorker, T> work) {
    try {
      return CompletableFuture.supplyAsync(() -> work.apply(worker()), executor);
    } catch (RejectedExecutionException e) {
      throw executor.isShutdown()
          ? new ClosedException("purifier pool")
          : new PoolOverloadException(size);
    }
  }

  private void requireOutside(String what) {
    if (threads.contains(Thread.currentThread())) {
      throw new IllegalStateException(
          "purifier pool: got a "
              + what
              + " from one of its own threads, which would wait for itself, must be from another"
              + " (use the worker that the work is given)");
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

  /**
   * Finishes the submitted work, then ends the threads and releases what they held.
   *
   * @throws IllegalStateException if the calling thread is one of the pool's
   */
  @Override
  public void close() {
    requireOutside("close");
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
