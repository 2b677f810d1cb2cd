package org.purify4j.cli.shell;

import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.Pointer;

/**
 * Triggers garbage collections while the native memory of this process is large.
 *
 * <p>ND4J frees an array's native memory when Java collects the small object that stands for it,
 * and JavaCPP's limits do not count arrays. The collector does not see gigabytes of dead arrays, so
 * it has to be triggered. Freed memory is reused, whether or not the process shrinks.
 */
public final class NativeMemoryWatch implements AutoCloseable {
  /** Growth since the start, in bytes, below which nothing is collected. */
  private static final long ALLOWED_GROWTH = 1L << 28;

  private static final long INTERVAL_MILLIS = 250;

  /** At most one part in so many of the time is spent collecting. */
  private static final int PART_OF_TIME = 16;

  private final Thread thread = new Thread(this::watch, "native-memory-watch");

  private NativeMemoryWatch() {}

  /** Watches until closed. */
  public static NativeMemoryWatch start() {
    NativeMemoryWatch watch = new NativeMemoryWatch();
    watch.thread.setDaemon(true);
    watch.thread.start();
    return watch;
  }

  private void watch() {
    long enough = nativeBytes() + ALLOWED_GROWTH;
    long pause = INTERVAL_MILLIS;
    try {
      while (!Thread.interrupted()) {
        Thread.sleep(pause);
        pause = INTERVAL_MILLIS;
        if (nativeBytes() > enough) {
          long start = System.nanoTime();
          System.gc();
          long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
          pause = Math.max(INTERVAL_MILLIS, PART_OF_TIME * millis);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  /** Resident memory beyond the objects on the heap. */
  private static long nativeBytes() {
    Runtime runtime = Runtime.getRuntime();
    return Pointer.physicalBytes() - (runtime.totalMemory() - runtime.freeMemory());
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
