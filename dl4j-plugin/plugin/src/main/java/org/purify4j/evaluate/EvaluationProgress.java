package org.purify4j.evaluate;

/** Receives the progress of an evaluation, on the thread that evaluates. */
@FunctionalInterface
public interface EvaluationProgress {
  /**
   * Called whenever some work is done or new work begins.
   *
   * @param done finished units of work; a unit is one attack on, or one answer to, one image
   * @param total units of work in all
   * @param doing what is being done now
   */
  void advanced(long done, long total, String doing);
}
