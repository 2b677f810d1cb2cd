package org.purify4j.attack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.attack.loss.LogitLoss;
import org.purify4j.diffusion.catalogue.Bound;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.noise.Draw;

/**
 * Projected gradient descent (Madry et al., "Towards deep learning models resistant to adversarial
 * attacks", 2018): steps of steepest ascent of the cross-entropy, or of another loss, each
 * projected back into the ball around the image and into [0, 1]. The last iterate is the result.
 *
 * <p>Against a target with noise, every step averages the gradient over fresh draws (expectation
 * over transformation, Athalye et al. 2018).
 *
 * @param budget how far an image may be moved
 * @param objective what is raised
 * @param stepSize length of a step in the budget's norm, in pixel units, above 0
 * @param steps number of steps, at least 1
 * @param start where the first step is taken from
 * @param samples draws of the target's noise per step, at least 1
 * @param seed of the random start
 * @param batchSize images per query of the target, at least 1
 */
public record Pgd(
    Budget budget,
    Objective objective,
    double stepSize,
    int steps,
    Start start,
    int samples,
    long seed,
    int batchSize)
    implements Attack {
  static final AttackKind KIND =
      AttackKind.ofLoss("pgd", "steps along the gradient from a random start", Pgd::of);

  /** Steps of the attack that the purification papers report. */
  public static final int DEFAULT_STEPS = 40;

  /** Step size as a share of the budget: Madry et al. take 2/255 for 8/255. */
  private static final double DEFAULT_STEP_SHARE = 0.25;

  public Pgd {
    Bound.STEP_SIZE.require(stepSize);
    Bound.STEPS.require(steps);
    Bound.DRAWS.require("samples", samples);
    AttackSettings.requireAtLeastOne("batchSize", batchSize);
  }

  /** PGD on the cross-entropy; the argument is that of the other method. */
  public static Pgd of(AttackSettings settings) {
    return of(Objective.USUAL.loss(), settings);
  }

  /**
   * PGD from a random start; unless told otherwise, a step is a quarter of the budget.
   *
   * @param loss what is raised, towards the goal of the settings
   */
  public static Pgd of(LogitLoss loss, AttackSettings settings) {
    return new Pgd(
        settings.budget(),
        new Objective(loss, settings.goal()),
        settings.stepSize().orElse(settings.budget().epsilon() * DEFAULT_STEP_SHARE),
        settings.steps().orElse(DEFAULT_STEPS),
        Start.RANDOM,
        settings.samples(),
        settings.seed(),
        settings.batchSize());
  }

  /** PGD with {@value #DEFAULT_STEPS} steps from a random start. */
  public static Pgd of(Norm norm, double epsilon) {
    return of(AttackSettings.of(new Budget(norm, epsilon)));
  }

  /** The same with another number of steps. */
  public Pgd withSteps(int newSteps) {
    return new Pgd(budget, objective, stepSize, newSteps, start, samples, seed, batchSize);
  }

  /** The same with another number of draws per step. */
  public Pgd withSamples(int newSamples) {
    return new Pgd(budget, objective, stepSize, steps, start, newSamples, seed, batchSize);
  }

  /** The same with another seed. */
  public Pgd withSeed(long newSeed) {
    return new Pgd(budget, objective, stepSize, steps, start, samples, newSeed, batchSize);
  }

  /** The same with another batch size. */
  public Pgd withBatchSize(int newBatchSize) {
    return new Pgd(budget, objective, stepSize, steps, start, samples, seed, newBatchSize);
  }

  @Override
  public AttackedImages attack(NoisyClassifier target, INDArray images, int[] labels, Draw draw) {
    return new AttackBatches(batchSize, images, labels, draw)
        .map(batch -> attack(new LossQueries(target, samples, batch, objective.goal()), batch));
  }

  private AttackedImages attack(LossQueries queries, AttackBatches.Batch batch) {
    double[][] originals = PixelRows.read(batch.images());
    double[][] points =
        start == Start.RANDOM
            ? PixelRows.read(RandomStart.of(budget, seed, batch.draw(), batch.images()))
            : PixelRows.read(batch.images());
    PixelGeometry geometry = budget.norm().geometry();
    for (int i : queries.all()) {
      settle(queries, points[i], originals[i]);
    }
    return new Ascent(queries, objective, steps)
        .from(
            points,
            (i, point, gradient) -> {
              geometry.ascend(point, gradient, stepSize, point);
              settle(queries, point, originals[i]);
            });
  }

  private void settle(LossQueries queries, double[] point, double[] original) {
    budget.norm().geometry().project(point, original, budget.epsilon());
    queries.pixels().settle(point, original);
  }

  @Override
  public boolean random() {
    return start == Start.RANDOM;
  }

  @Override
  public ObjectNode settings() {
    ObjectNode settings = KIND.settings();
    budget.addTo(settings);
    objective.addTo(settings);
    return settings
        .put("stepSize", stepSize)
        .put("steps", steps)
        .put("start", start.name().toLowerCase(Locale.ROOT))
        .put("eot", samples);
  }
}
