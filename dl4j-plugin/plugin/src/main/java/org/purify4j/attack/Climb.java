package org.purify4j.attack;

/**
 * The climb of one image by Auto-PGD: {@link #point} is where the loss and its gradient are wanted
 * next, and {@link #advance} is told them.
 */
interface Climb {
  /** Where the loss and its gradient are wanted; valid until the next call of {@link #advance}. */
  double[] point();

  /** Whether {@link #point} is within the budget, so that it can be the result. */
  default boolean isWithinBudget() {
    return true;
  }

  /** The point with the largest loss so far; valid until the next call of {@link #advance}. */
  double[] best();

  /** The loss at {@link #best}. */
  double bestLoss();

  /**
   * Takes a step.
   *
   * @param loss at {@link #point}
   * @param gradient at {@link #point}, up to a positive factor
   */
  void advance(double loss, double[] gradient);

  /**
   * The climb in a norm.
   *
   * @param budget how far the image may be moved
   * @param pixels what an image can hold
   * @param original the image, not modified
   * @param start where the climb begins, within the budget; not modified
   * @param steps of the climb
   */
  static Climb of(Budget budget, PixelRows pixels, double[] original, double[] start, int steps) {
    return budget.norm() == Norm.L1
        ? new ApgdL1Climb(budget.epsilon(), pixels, original, start, steps)
        : new ApgdClimb(budget, pixels, original, start, ApgdSchedule.of(steps));
  }
}
