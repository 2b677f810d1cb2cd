package org.purify4j.diffusion.fault;

/** Closes what was opened before a step failed. */
public final class Closing {
  private Closing() {}

  /**
   * Closes resources in this order because of a failure, to which failures of closing are added as
   * suppressed exceptions, so that none hides it.
   */
  public static void after(Throwable failure, AutoCloseable... resources) {
    for (AutoCloseable resource : resources) {
      try {
        resource.close();
      } catch (Exception | Error e) {
        if (e instanceof InterruptedException) {
          Thread.currentThread().interrupt();
        }
        failure.addSuppressed(e);
      }
    }
  }
}
