package org.purify4j.attack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.attack.loss.LogitLoss;
import org.purify4j.attack.loss.LogitSlope;
import org.purify4j.attack.loss.MarginLoss;
import org.purify4j.diffusion.catalogue.Bound;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.noise.Draw;

/**
 * The L2 attack of Carlini and Wagner ("Towards evaluating the robustness of neural networks",
 * 2017, section VI.A), without extra confidence: for each image Adam minimises
 *
 * <pre>
 * ‖x − x°‖² + c max(z_y − max_{i≠y} z_i, 0),   x = (tanh w + 1) / 2
 * ‖x − x°‖² + c max(max_{i≠t} z_i − z_t, 0)    if it shall be taken for t
 * </pre>
 *
 * <p>over w, which keeps x within [0, 1], from x°; and several such searches bisect for the
 * smallest c that gives a misclassified image. The result is the nearest misclassified point of all
 * searches. If that is not within the budget, it is the point of the budget's size on the way
 * there; if there is none, that on the way to the point with the largest margin.
 *
 * <p>A search ends early if a tenth of its steps has not lowered the objective, as in the authors'
 * program, here image by image. Against a target with noise, losses and gradients are averaged over
 * fresh draws. A point just beyond the boundary fools about every other draw: against noise,
 * attacks that use the whole budget are stronger.
 *
 * @param budget how far an image may be moved, in {@link Norm#L2}
 * @param goal what images shall be taken for
 * @param searches number of values of c, at least 1
 * @param learningRate of Adam, for w, above 0
 * @param steps of a search, at least 1, with one gradient each
 * @param samples draws of the target's noise per step, at least 1
 * @param batchSize images per query of the target, at least 1
 */
public record CarliniWagner(
    Budget budget,
    Goal goal,
    int searches,
    double learningRate,
    int steps,
    int samples,
    int batchSize)
    implements Attack {
  /** Values of c in the authors' program. */
  public static final int DEFAULT_SEARCHES = 9;

  /** Learning rate of the authors' program. */
  public static final double DEFAULT_LEARNING_RATE = 0.01;

  /** Steps of a search; the authors' program takes up to 10,000 and has mostly ended before. */
  public static final int DEFAULT_STEPS = 1000;

  private static final String NAME = "cw";

  static final AttackKind KIND =
      AttackKind.of(
          NAME,
          "the nearest misclassified image by Carlini and Wagner's search with Adam, L2 only;"
              + " --steps is that of each of "
              + DEFAULT_SEARCHES
              + " searches, "
              + DEFAULT_STEPS
              + " by default",
          CarliniWagner::of);

  public CarliniWagner {
    if (budget.norm() != Norm.L2) {
      throw new IllegalArgumentException(
          "norm: got "
              + budget.norm().name().toLowerCase(Locale.ROOT)
              + ", must be l2 for "
              + NAME
              + ", which minimises Euclidean lengths");
    }
    AttackSettings.requireAtLeastOne("searches", searches);
    if (!(learningRate > 0) || Double.isInfinite(learningRate)) {
      throw new IllegalArgumentException("learningRate: got " + learningRate + ", must be above 0");
    }
    Bound.STEPS.require(steps);
    Bound.DRAWS.require("samples", samples);
    AttackSettings.requireAtLeastOne("batchSize", batchSize);
  }

  /**
   * {@value #DEFAULT_SEARCHES} searches of {@value #DEFAULT_STEPS} steps, unless the settings say
   * how many.
   *
   * @throws IllegalArgumentException if the budget is not in L2
   */
  public static CarliniWagner of(AttackSettings settings) {
    return new CarliniWagner(
        settings.budget(),
        settings.goal(),
        DEFAULT_SEARCHES,
        DEFAULT_LEARNING_RATE,
        settings.steps().orElse(DEFAULT_STEPS),
        settings.samples(),
        settings.batchSize());
  }

  /** The same with another number of searches. */
  public CarliniWagner withSearches(int newSearches) {
    return new CarliniWagner(budget, goal, newSearches, learningRate, steps, samples, batchSize);
  }

  /** The same with another learning rate. */
  public CarliniWagner withLearningRate(double newLearningRate) {
    return new CarliniWagner(budget, goal, searches, newLearningRate, steps, samples, batchSize);
  }

  @Override
  public AttackedImages attack(NoisyClassifier target, INDArray images, int[] labels, Draw draw) {
    return new AttackBatches(batchSize, images, labels, draw)
        .map(batch -> attack(new LossQueries(target, samples, batch, goal), batch.images()));
  }

  private AttackedImages attack(LossQueries queries, INDArray images) {
    double[][] originals = PixelRows.read(images);
    BestPoints best = new BestPoints(queries, originals);
    LogitLoss[] lacks = queries.losses(new Lack(new MarginLoss()));
    CarliniWagnerSearch[] ofImages = new CarliniWagnerSearch[originals.length];
    Arrays.setAll(
        ofImages,
        i -> new CarliniWagnerSearch(queries.pixels(), originals[i], learningRate, steps));
    for (int search = 0; search < searches; search++) {
      int[] which = IntStream.range(0, originals.length).filter(i -> ofImages[i].begin()).toArray();
      for (int step = 0; step < steps && which.length > 0; step++) {
        double[][] points =
            Arrays.stream(which).mapToObj(i -> ofImages[i].point()).toArray(double[][]::new);
        LogitLoss[] losses = Arrays.stream(which).mapToObj(i -> lacks[i]).toArray(LogitLoss[]::new);
        LossReply[] replies = queries.gradients(which, points, losses, search * steps + step);
        for (int i = 0; i < which.length; i++) {
          best.countIfZero(which[i], replies[i]);
          ofImages[which[i]].step(replies[i]);
        }
        which = Arrays.stream(which).filter(i -> !ofImages[i].hasEnded()).toArray();
      }
    }
    WithinBudget found = new WithinBudget(budget, queries, best);
    for (int i = 0; i < ofImages.length; i++) {
      found.offer(i, originals[i], ofImages[i].best(), ofImages[i].isFound());
    }
    return best.images();
  }

  @Override
  public ObjectNode settings() {
    ObjectNode settings = KIND.settings();
    budget.addTo(settings);
    Objective.addGoalTo(settings, goal);
    return settings
        .put("searches", searches)
        .put("learningRate", learningRate)
        .put("steps", steps)
        .put("eot", samples);
  }

  /**
   * What a margin lacks: min(margin, 0), of which a draw that is as wrong as wanted has nothing.
   */
  private record Lack(LogitLoss margin) implements LogitLoss {
    @Override
    public String name() {
      return "lack-of-margin";
    }

    @Override
    public int fewestClasses() {
      return margin.fewestClasses();
    }

    @Override
    public double value(double[] logits, int label) {
      return Math.min(margin.value(logits, label), 0);
    }

    @Override
    public LogitSlope slope(double[] logits, int label) {
      return margin.value(logits, label) > 0
          ? new LogitSlope(new double[logits.length], 0)
          : margin.slope(logits, label);
    }

    @Override
    public LogitLoss towards(int target) {
      return new Lack(margin.towards(target));
    }
  }
}
