package org.purify4j.diffusion.chain;

/** Watches the reverse steps of a chain, on the thread that takes them. */
@FunctionalInterface
public interface StepObserver {
  /** A step has been taken. */
  void onStep(StepEvent event);

  /**
   * A step is about to be taken.
   *
   * @throws java.util.concurrent.CancellationException to stop the purification
   */
  default void beforeStep() {}

  /** One that looks at nothing. */
  static StepObserver none() {
    return event -> {};
  }

  /** One for steps taken on the side: asks before each, and tells of none. */
  default StepObserver onTheSide() {
    StepObserver asked = this;
    return new StepObserver() {
      @Override
      public void onStep(StepEvent event) {
        // steps taken on the side are not those that were asked for
      }

      @Override
      public void beforeStep() {
        asked.beforeStep();
      }
    };
  }
}
