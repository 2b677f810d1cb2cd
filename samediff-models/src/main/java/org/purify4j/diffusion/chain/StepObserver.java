package org.purify4j.diffusion.chain;

/** Is told after every reverse step, on the thread that purifies. */
@FunctionalInterface
public interface StepObserver {
  /** A step has been taken. */
  void onStep(StepEvent event);

  /** One that looks at nothing. */
  static StepObserver none() {
    return event -> {};
  }
}
