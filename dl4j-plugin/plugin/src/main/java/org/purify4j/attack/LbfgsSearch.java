package org.purify4j.attack;

import java.util.Arrays;
import opennlp.tools.ml.maxent.quasinewton.Function;
import opennlp.tools.ml.maxent.quasinewton.QNMinimizer;

/**
 * The searches of the L-BFGS attack for one image, each with its own c: L-BFGS minimises ‖x − x°‖²
 * + c L(x) over w, x = (tanh w + 1) / 2, from the image. The values of c are those of {@link
 * WeightBisection}.
 */
final class LbfgsSearch {
  private static final int ROUNDS = 5;
  private static final double PROGRESS = 1e-3;

  /** Halvings of a step after which a line search is brought to an end. */
  private static final int HALVINGS = 10;

  /**
   * What such a line search is told that it gained, as a share: enough for it to stop, and less
   * than the minimiser asks for to go on ({@link QNMinimizer#CONVERGE_TOLERANCE}).
   */
  private static final double GAIN = 1e-5;

  /** The bisection ends when c is known to this share. */
  private static final double NEAR = 0.02;

  private static final PixelGeometry GEOMETRY = L2Geometry.INSTANCE;

  /** What the target answers at a point: the loss −L with its gradient. */
  @FunctionalInterface
  interface Target {
    LossReply at(double[] point, int search);
  }

  private final PixelRows pixels;
  private final double[] original;
  private final Target target;
  private final int steps;

  private final NearestSuccess nearest;
  private int zeroGradients;

  /**
   * @param pixels what an image can hold
   * @param original the image, not modified
   * @param target asked at every point
   * @param steps of a search
   */
  LbfgsSearch(PixelRows pixels, double[] original, Target target, int steps) {
    this.pixels = pixels;
    this.original = original;
    this.target = target;
    this.steps = steps;
    this.nearest = new NearestSuccess(original);
  }

  /** The nearest point that succeeds; if there is none, that with the largest margin. */
  double[] best() {
    return nearest.best();
  }

  /** Whether a point succeeded. */
  boolean isFound() {
    return nearest.isFound();
  }

  /** At how many points the gradient told no direction, though the image was not misclassified. */
  int zeroGradients() {
    return zeroGradients;
  }

  /** Makes so many searches, unless the image itself is misclassified. */
  void run(int searches) {
    WeightBisection bisection = new WeightBisection();
    for (int search = 0; search < searches && !nearest.isOriginal(); search++) {
      Weighed objective = new Weighed(bisection.weight(), search);
      minimise(objective);
      bisection.next(objective.succeeds());
      if (bisection.isKnownTo(NEAR)) {
        return;
      }
    }
  }

  /**
   * Begins anew where the minimiser ends, until that gains nothing: its line search gives up where
   * the curvature along its steps is negative.
   */
  private void minimise(Weighed objective) {
    double before = Double.POSITIVE_INFINITY;
    for (int round = 0; round < ROUNDS; round++) {
      objective.moveTo(LimitedMemoryBfgs.minimise(objective, steps));
      if (objective.value >= before - PROGRESS * Math.abs(objective.value)) {
        return;
      }
      before = objective.value;
    }
  }

  /** ‖x − x°‖² + c L(x) as a function of what is added to w, since the minimiser begins at 0. */
  private final class Weighed implements Function {
    private final double weight;
    private final int search;
    private final double[] base;
    private double[] asked = {};
    private double value;
    private double[] gradient = {};
    private boolean across;
    private int tried;
    private double accepted;

    Weighed(double weight, int search) {
      this.weight = weight;
      this.search = search;
      this.base = Arrays.stream(original).map(TanhBox::variable).toArray();
    }

    @Override
    public int getDimension() {
      return original.length;
    }

    @Override
    public double valueAt(double[] variables) {
      if (++tried > HALVINGS) {
        return accepted - GAIN * Math.abs(accepted);
      }
      ask(variables);
      return value;
    }

    @Override
    public double[] gradientAt(double[] variables) {
      ask(variables);
      tried = 0;
      accepted = value;
      return gradient.clone();
    }

    /** Makes a point the one at which the minimiser begins. */
    void moveTo(double[] variables) {
      ask(variables);
      for (int i = 0; i < base.length; i++) {
        base[i] += variables[i];
      }
      asked = new double[0];
      tried = 0;
    }

    /** Whether the last point asked for succeeded; what was passed on the way does not count. */
    boolean succeeds() {
      return across;
    }

    private void ask(double[] variables) {
      if (Arrays.equals(asked, variables)) {
        return;
      }
      asked = variables.clone();
      double[] point = new double[original.length];
      for (int i = 0; i < point.length; i++) {
        point[i] = TanhBox.pixel(base[i] + variables[i]);
      }
      double[] settled = point.clone();
      pixels.settle(settled, original);
      LossReply reply = target.at(settled, search);
      across = nearest.look(settled, reply);
      zeroGradients += !across && reply.withoutDirection() ? 1 : 0;
      double away = GEOMETRY.distance(point, original);
      value = away * away - weight * reply.loss();
      gradient = new double[point.length];
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] =
            (2 * (point[i] - original[i]) - weight * reply.gradient()[i])
                * TanhBox.slope(base[i] + variables[i]);
      }
    }
  }
}
