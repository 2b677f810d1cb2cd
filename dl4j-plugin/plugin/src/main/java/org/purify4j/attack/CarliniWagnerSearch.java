package org.purify4j.attack;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.AdamUpdater;
import org.nd4j.linalg.learning.config.Adam;

/**
 * The searches of Carlini and Wagner's L2 attack (2017) for one image, each with its own c: Adam
 * (Kingma and Ba 2015) from the image on w, x = (tanh w + 1) / 2, with the gradient
 *
 * <pre>
 * (2 (x − x°) − c ∇L(x)) · (1 − tanh² w) / 2
 * </pre>
 *
 * <p>where L = min(max_{i≠y} z_i − z_y, 0). The values of c are those of {@link WeightBisection}.
 */
final class CarliniWagnerSearch {
  /** A search goes on while each tenth of its steps lowers the objective by this share. */
  private static final double PROGRESS = 1e-4;

  private static final int PARTS = 10;
  private static final PixelGeometry GEOMETRY = L2Geometry.INSTANCE;

  private final PixelRows pixels;
  private final double[] original;
  private final Adam adam;
  private final int steps;

  private final double[] point;
  private final NearestSuccess nearest;
  private final WeightBisection bisection = new WeightBisection();

  private final double[] variables;
  private AdamUpdater updater;
  private int step;
  private boolean crossed;
  private double earlier;
  private boolean ended;

  /**
   * @param pixels what an image can hold
   * @param original the image, not modified
   * @param learningRate of Adam
   * @param steps of a search
   */
  CarliniWagnerSearch(PixelRows pixels, double[] original, double learningRate, int steps) {
    this.pixels = pixels;
    this.original = original;
    this.adam = Adam.builder().learningRate(learningRate).build();
    this.steps = steps;
    this.point = original.clone();
    this.nearest = new NearestSuccess(original);
    this.variables = new double[original.length];
    this.updater = new AdamUpdater(adam);
  }

  /** Where an answer is wanted; valid until the next call of another method. */
  double[] point() {
    return point;
  }

  /**
   * The nearest misclassified point; if there is none, that with the largest margin. Valid until
   * the next step.
   */
  double[] best() {
    return nearest.best();
  }

  /** Whether a misclassified point was found. */
  boolean isFound() {
    return nearest.isFound();
  }

  /**
   * Begins the next search, from the image.
   *
   * @return false if there is nothing to search for: the image itself is misclassified
   */
  boolean begin() {
    if (nearest.isOriginal()) {
      return false;
    }
    if (step > 0) {
      bisection.next(crossed);
    }
    for (int i = 0; i < variables.length; i++) {
      variables[i] = TanhBox.variable(original[i]);
    }
    System.arraycopy(original, 0, point, 0, point.length);
    updater = new AdamUpdater(adam);
    updater.setStateViewArray(
        Nd4j.create(DataType.DOUBLE, 1, 2L * original.length),
        new long[] {1, original.length},
        'c',
        true);
    step = 0;
    crossed = false;
    ended = false;
    earlier = Double.POSITIVE_INFINITY;
    return true;
  }

  /** Whether the search has nothing more to gain. */
  boolean hasEnded() {
    return ended;
  }

  /**
   * Takes a step.
   *
   * @param reply at {@link #point} to the loss L with its gradient
   */
  void step(LossReply reply) {
    crossed |= nearest.look(point, reply);
    double weight = bisection.weight();
    double away = GEOMETRY.distance(point, original);
    double objective = away * away - weight * reply.loss();
    if (step % Math.max(1, steps / PARTS) == 0) {
      ended = nearest.isOriginal() || objective > earlier * (1 - PROGRESS);
      earlier = objective;
    }
    double[] gradient = new double[point.length];
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] =
          (2 * (point[i] - original[i]) - weight * reply.gradient()[i])
              * TanhBox.slope(variables[i]);
    }
    INDArray update = Nd4j.createFromArray(new double[][] {gradient});
    updater.applyUpdater(update, step, 0);
    double[] moved = update.data().asDouble();
    for (int i = 0; i < variables.length; i++) {
      variables[i] -= moved[i];
      point[i] = TanhBox.pixel(variables[i]);
    }
    pixels.settle(point, original);
    step++;
  }
}
