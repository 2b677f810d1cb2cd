package org.purify4j.evaluate;

/** Is told how far an evaluation has come, on the thread that evaluates. */
@FunctionalInterface
public interface EvaluationProgress {
  /**
   * Something has been done.
   *
   * @param done units of work: an attack on an image, or an answer for an image
   * @param total of how many
   * @param doing what is being done now
   */
  void advanced(long done, long total, String doing);
}
