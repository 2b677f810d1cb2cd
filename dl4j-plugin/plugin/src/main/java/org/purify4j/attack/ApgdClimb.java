package org.purify4j.attack;

/**
 * The climb of one image by Auto-PGD (Croce and Hein, "Reliable evaluation of adversarial
 * robustness with an ensemble of diverse parameter-free attacks", 2020, algorithm 1).
 *
 * <p>From x⁰ with step size η = 2ε, with P the projection onto the ball and [0, 1] and g the step
 * of steepest ascent,
 *
 * <pre>
 * z     = P(xᵏ + η g(xᵏ))
 * xᵏ⁺¹ = P(xᵏ + α (z − xᵏ) + (1 − α)(xᵏ − xᵏ⁻¹)),   α = 0.75, and 1 in the first step
 * </pre>
 *
 * <p>At the checkpoints of {@link ApgdSchedule} the step size is halved, and the climb goes on from
 * the best point, if the loss rose in fewer than 0.75 of the steps since the last checkpoint, or if
 * neither the step size nor the best loss has changed between the two.
 */
final class ApgdClimb implements Climb {
  private static final double MOMENTUM = 0.75;
  private static final double RISING_SHARE = 0.75;
  private static final double FIRST_STEP = 2;

  private final PixelGeometry geometry;
  private final double epsilon;
  private final PixelRows pixels;
  private final double[] original;
  private final ApgdSchedule schedule;

  private final double[] target;
  private double[] current;
  private double[] previous;
  private double[] next;
  private double currentLoss;
  private final double[] best;
  private double[] bestGradient = LossReply.NO_GRADIENT;
  private double bestLoss = Double.NEGATIVE_INFINITY;

  private int steps;
  private double stepSize;
  private int checkpoint;
  private int rises;
  private double bestAtCheckpoint;
  private boolean halvedAtCheckpoint;

  /**
   * @param budget how far the image may be moved
   * @param pixels what an image can hold
   * @param original the image, not modified
   * @param start where the climb begins, within the budget; not modified
   * @param schedule when the step size is looked at
   */
  ApgdClimb(
      Budget budget, PixelRows pixels, double[] original, double[] start, ApgdSchedule schedule) {
    this.geometry = budget.norm().geometry();
    this.epsilon = budget.epsilon();
    this.pixels = pixels;
    this.original = original;
    this.schedule = schedule;
    this.stepSize = FIRST_STEP * epsilon;
    this.current = start.clone();
    this.previous = start.clone();
    this.next = start.clone();
    this.target = start.clone();
    this.best = start.clone();
  }

  @Override
  public double[] point() {
    return steps == 0 ? current : next;
  }

  @Override
  public double[] best() {
    return best;
  }

  @Override
  public double bestLoss() {
    return bestLoss;
  }

  double stepSize() {
    return stepSize;
  }

  @Override
  public void advance(double loss, double[] gradient) {
    double[] slope = gradient;
    if (steps == 0) {
      improve(current, loss, gradient);
      bestAtCheckpoint = loss;
    } else {
      rises += loss > currentLoss ? 1 : 0;
      if (loss > bestLoss) {
        improve(next, loss, gradient);
      }
      double[] free = previous;
      previous = current;
      current = next;
      next = free;
    }
    currentLoss = loss;
    if (schedule.isCheckpoint(steps) && halves()) {
      System.arraycopy(best, 0, current, 0, best.length);
      currentLoss = bestLoss;
      slope = bestGradient;
    }
    step(slope, steps == 0 ? 1 : MOMENTUM);
    steps++;
  }

  private void improve(double[] point, double loss, double[] gradient) {
    System.arraycopy(point, 0, best, 0, point.length);
    bestLoss = loss;
    bestGradient = gradient;
  }

  /**
   * Looks at the steps since the last checkpoint, and halves the step size if they were too long.
   */
  private boolean halves() {
    boolean fewRises = rises < RISING_SHARE * (steps - checkpoint);
    boolean nothingChanged = !halvedAtCheckpoint && bestAtCheckpoint == bestLoss;
    boolean halved = fewRises || nothingChanged;
    stepSize = halved ? stepSize / 2 : stepSize;
    checkpoint = steps;
    rises = 0;
    bestAtCheckpoint = bestLoss;
    halvedAtCheckpoint = halved;
    return halved;
  }

  private void step(double[] gradient, double momentum) {
    geometry.ascend(current, gradient, stepSize, target);
    geometry.project(target, original, epsilon);
    for (int i = 0; i < next.length; i++) {
      next[i] =
          current[i]
              + momentum * (target[i] - current[i])
              + (1 - momentum) * (current[i] - previous[i]);
    }
    geometry.project(next, original, epsilon);
    pixels.settle(next, original);
  }
}
