package org.purify4j.attack;

/**
 * The climb of one image by Auto-PGD in L1 (Croce and Hein, "Mind the box: l1-APGD for sparse
 * adversarial attacks on image classifiers", 2021, algorithm 1 and section 4): from x⁰ with k = d/5
 * and η = ε,
 *
 * <pre>xᵏ⁺¹ = P(xᵏ + η s / ‖s‖_1)</pre>
 *
 * <p>where s are the signs of the k largest parts of the gradient, of the numbers that are not at
 * the border already, and P is the projection onto the ball within [0, 1]. After every 4 % of the
 * steps k becomes 1/1.5 of the numbers in which the best point differs from the image. If these are
 * fewer by more than 5 % than the last time, the climb goes on from the best point with η = ε;
 * otherwise η is divided by 1.5, down to ε/10.
 *
 * <p>Of the steps 30 % are made with a budget of 3ε, 30 % with 2ε and the rest with ε, each part
 * from the projection of the best point of the one before, with the k that this point suggests.
 */
final class ApgdL1Climb implements Climb {
  private static final double FIRST_SHARE = 0.2;
  private static final double CHECK_SHARE = 0.04;
  private static final double SPARSER = 1.5;
  private static final double FEWER = 0.95;
  private static final double SHORTEST = 0.1;
  private static final double PART = 0.3;
  private static final double ROUNDING = 1e-9;
  private static final int[] FACTORS = {3, 2, 1};

  private final double epsilon;
  private final PixelRows pixels;
  private final double[] original;
  private final int[] lengths;

  private final double[] point;
  private final double[] best;
  private double[] bestGradient = LossReply.NO_GRADIENT;
  private double bestLoss = Double.NEGATIVE_INFINITY;

  private int part;
  private int stepsOfPart;
  private double stepSize;
  private double moved;
  private double movedBefore;

  /**
   * @param epsilon the budget
   * @param pixels what an image can hold
   * @param original the image, not modified
   * @param start where the climb begins, not modified
   * @param steps of the climb
   */
  ApgdL1Climb(double epsilon, PixelRows pixels, double[] original, double[] start, int steps) {
    this.epsilon = epsilon;
    this.pixels = pixels;
    this.original = original;
    int outer = (int) (PART * steps);
    this.lengths = new int[] {outer, outer, steps - 2 * outer};
    this.part = outer == 0 ? FACTORS.length - 1 : 0;
    this.point = start.clone();
    this.best = start.clone();
    this.stepSize = budget();
    this.moved = FIRST_SHARE * point.length;
    this.movedBefore = point.length;
  }

  /** What may be moved in this part of the climb. */
  private double budget() {
    return FACTORS[part] * epsilon;
  }

  @Override
  public double[] point() {
    return point;
  }

  @Override
  public boolean isWithinBudget() {
    return part == FACTORS.length - 1;
  }

  @Override
  public double[] best() {
    return best;
  }

  @Override
  public double bestLoss() {
    return bestLoss;
  }

  @Override
  public void advance(double loss, double[] gradient) {
    if (loss > bestLoss) {
      System.arraycopy(point, 0, best, 0, point.length);
      bestLoss = loss;
      bestGradient = gradient;
    }
    if (isPartOver()) {
      beginPart();
      return;
    }
    double[] slope = gradient;
    int every = Math.max(1, (int) Math.ceil(CHECK_SHARE * lengths[part] - ROUNDING));
    if (stepsOfPart > 0 && stepsOfPart % every == 0 && isSparser()) {
      System.arraycopy(best, 0, point, 0, point.length);
      slope = bestGradient;
    }
    int many = Math.max(1, (int) Math.ceil(moved - ROUNDING));
    L1Geometry.ascend(point, slope, stepSize, many, point);
    settle();
    stepsOfPart++;
  }

  /** Going to where a part begins, but for the first, is one of its steps. */
  private boolean isPartOver() {
    return part < FACTORS.length - 1 && stepsOfPart == lengths[part] - Math.min(part, 1);
  }

  /** Goes to where the next part begins. */
  private void beginPart() {
    part++;
    System.arraycopy(best, 0, point, 0, point.length);
    settle();
    stepsOfPart = 0;
    bestLoss = Double.NEGATIVE_INFINITY;
    stepSize = budget();
    movedBefore = different(point);
    moved = movedBefore / SPARSER;
  }

  /** Looks at the best point, and sets the step by it. */
  private boolean isSparser() {
    int different = different(best);
    boolean sparser = different < FEWER * movedBefore;
    stepSize = sparser ? budget() : Math.max(stepSize / SPARSER, SHORTEST * budget());
    moved = different / SPARSER;
    movedBefore = different;
    return sparser;
  }

  private int different(double[] from) {
    int different = 0;
    for (int i = 0; i < from.length; i++) {
      different += from[i] != original[i] ? 1 : 0;
    }
    return different;
  }

  private void settle() {
    L1Geometry.INSTANCE.project(point, original, budget());
    pixels.settle(point, original);
  }
}
