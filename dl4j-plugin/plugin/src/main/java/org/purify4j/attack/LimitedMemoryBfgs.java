package org.purify4j.attack;

import java.util.ArrayList;
import java.util.List;
import opennlp.tools.ml.ArrayMath;
import opennlp.tools.ml.maxent.quasinewton.Function;
import opennlp.tools.ml.maxent.quasinewton.LineSearch;
import opennlp.tools.ml.maxent.quasinewton.LineSearch.LineSearchResult;
import opennlp.tools.ml.maxent.quasinewton.QNMinimizer;

/**
 * L-BFGS with OpenNLP's line search and its criteria of convergence: what OpenNLP's {@link
 * QNMinimizer} does in its first steps. That itself ends every minimisation with {@code
 * System.gc()}, which stops all threads and collects the whole heap, and once its memory is full it
 * writes each new step over the one before.
 */
final class LimitedMemoryBfgs {
  /** A step, the change of the gradient along it, and the reciprocal of their product. */
  private record Curvature(double[] step, double[] change, double rho) {
    static Curvature of(LineSearchResult line) {
      double[] step = difference(line.getNextPoint(), line.getCurrPoint());
      double[] change = difference(line.getGradAtNext(), line.getGradAtCurr());
      return new Curvature(step, change, 1 / ArrayMath.innerProduct(step, change));
    }
  }

  private final Function function;
  private final List<Curvature> last = new ArrayList<>();

  private LimitedMemoryBfgs(Function function) {
    this.function = function;
  }

  /** The point that at most so many steps from 0 lead to. */
  static double[] minimise(Function function, int steps) {
    return new LimitedMemoryBfgs(function).run(steps);
  }

  private double[] run(int steps) {
    double[] origin = new double[function.getDimension()];
    double value = function.valueAt(origin);
    LineSearchResult line =
        LineSearchResult.getInitialObject(value, function.gradientAt(origin), origin);
    double firstTry = ArrayMath.invL2norm(line.getGradAtNext());
    for (int step = 0; step < steps; step++) {
      LineSearch.doLineSearch(function, direction(line.getGradAtNext()), line, firstTry);
      if (hasConverged(line)) {
        break;
      }
      remember(Curvature.of(line));
      firstTry = QNMinimizer.INITIAL_STEP_SIZE;
    }
    return line.getNextPoint().clone();
  }

  private void remember(Curvature curvature) {
    if (last.size() == QNMinimizer.M_DEFAULT) {
      last.remove(0);
    }
    last.add(curvature);
  }

  /**
   * Nocedal's two loops: minus the gradient times the inverse Hessian as the last steps show it.
   */
  private double[] direction(double[] gradient) {
    double[] direction = gradient.clone();
    double[] alpha = new double[last.size()];
    for (int i = last.size() - 1; i >= 0; i--) {
      Curvature c = last.get(i);
      alpha[i] = c.rho * ArrayMath.innerProduct(c.step, direction);
      add(direction, c.change, -alpha[i]);
    }
    for (int i = 0; i < last.size(); i++) {
      Curvature c = last.get(i);
      double beta = c.rho * ArrayMath.innerProduct(c.change, direction);
      add(direction, c.step, alpha[i] - beta);
    }
    for (int i = 0; i < direction.length; i++) {
      direction[i] = -direction[i];
    }
    return direction;
  }

  private static boolean hasConverged(LineSearchResult line) {
    double length = Math.max(1, ArrayMath.l2norm(line.getNextPoint()));
    return line.getFuncChangeRate() < QNMinimizer.CONVERGE_TOLERANCE
        || ArrayMath.l2norm(line.getGradAtNext()) / length < QNMinimizer.REL_GRAD_NORM_TOL
        || line.getStepSize() < QNMinimizer.MIN_STEP_SIZE;
  }

  private static void add(double[] to, double[] summand, double times) {
    for (int i = 0; i < to.length; i++) {
      to[i] += times * summand[i];
    }
  }

  private static double[] difference(double[] left, double[] right) {
    double[] difference = new double[left.length];
    for (int i = 0; i < left.length; i++) {
      difference[i] = left[i] - right[i];
    }
    return difference;
  }
}
