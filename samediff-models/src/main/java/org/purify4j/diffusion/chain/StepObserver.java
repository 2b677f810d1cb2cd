package org.purify4j.diffusion.chain;

/** Watches the reverse steps of a chain, on the thread that takes them. */
@FunctionalInterface
public interface StepObserver {
  /** Called after each step. */
  void onStep(StepEvent event);

  /**
   * Called before each step.
   *
   * @throws java.util.concurrent.CancellationException to stop the purification
   */
  default void beforeStep() {}

  /** Returns an observer that does nothing. */
  static StepObserver none() {
    return event -> {};
  }

  /**
   * Returns an observer for auxiliary purifications, such as references: it passes on {@link
   * #beforeStep}, so that they can be cancelled, and not {@link #onStep}.
   */
  default StepObserver onTheSide() {
    StepObserver asked = this;
    return new StepObserver() {
      @Override
      public void onStep(StepEvent event) {
        // auxiliary steps are not part of the purification that is observed
      }

      @Override
      public void beforeStep() {
        asked.beforeStep();
      }
    };
  }
}
