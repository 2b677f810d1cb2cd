package org.purify4j.attack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.attack.loss.LogLikelihood;
import org.purify4j.attack.loss.LogitLoss;
import org.purify4j.diffusion.catalogue.Bound;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.noise.Draw;

/**
 * The L-BFGS attack of Szegedy et al. ("Intriguing properties of neural networks", 2014, section
 * 4.1): the nearest image that is taken for a class t, by minimising
 *
 * <pre>‖x − x°‖² + c · −log softmax(z(x))_t</pre>
 *
 * <p>within [0, 1] by L-BFGS, for the smallest c that succeeds. An untargeted attack takes the
 * likeliest other class for t, and succeeds with any wrong one. The box is kept by the change of
 * variables x = (tanh w + 1) / 2, where the paper takes a solver for boxes, and the distance is
 * squared, so that it is smooth at the image.
 *
 * <p>The result is cut to the budget as that of {@link CarliniWagner}, which finds nearer images.
 * Against a target with noise all points of a search are judged by the same fresh draws, since a
 * quasi-Newton method needs a function. Images are attacked one by one.
 *
 * @param budget how far an image may be moved, in {@link Norm#L2}
 * @param goal what images shall be taken for
 * @param searches number of values of c, at least 1; fewer if c is known to 2 % before
 * @param steps of L-BFGS in a search before it begins anew, at least 1, mostly with one gradient
 *     each
 * @param samples draws of the target's noise per query, at least 1
 * @param batchSize images per query of the target where several can be asked for at once
 */
public record Lbfgs(Budget budget, Goal goal, int searches, int steps, int samples, int batchSize)
    implements Attack {
  /** Values of c: four or so until one succeeds, and then bisection. */
  public static final int DEFAULT_SEARCHES = 14;

  /** Steps of a search; most end earlier. */
  public static final int DEFAULT_STEPS = 100;

  static final AttackKind KIND =
      AttackKind.of(
          "l-bfgs",
          "the nearest image of a class by L-BFGS, L2 only; --steps is that of each of "
              + DEFAULT_SEARCHES
              + " searches, "
              + DEFAULT_STEPS
              + " by default",
          Lbfgs::of);

  private static final int QUERY_FOR_THE_TARGETS = -1;

  public Lbfgs {
    budget.norm().require(KIND.name(), Norm.L2);
    AttackSettings.requireAtLeastOne("searches", searches);
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
  public static Lbfgs of(AttackSettings settings) {
    return new Lbfgs(
        settings.budget(),
        settings.goal(),
        DEFAULT_SEARCHES,
        settings.steps().orElse(DEFAULT_STEPS),
        settings.samples(),
        settings.batchSize());
  }

  @Override
  public AttackedImages attack(NoisyClassifier target, INDArray images, int[] labels, Draw draw) {
    return new AttackBatches(batchSize, images, labels, draw)
        .map(
            batch ->
                attack(
                    new LossQueries(target, samples, batch, goal), PixelRows.read(batch.images())));
  }

  private AttackedImages attack(LossQueries queries, double[][] originals) {
    BestPoints best = new BestPoints(queries, originals);
    WithinBudget found = new WithinBudget(budget, queries, best);
    LogitLoss[] losses = losses(queries, originals);
    for (int i : queries.all()) {
      int[] image = {i};
      LogitLoss[] loss = {losses[i]};
      LbfgsSearch search =
          new LbfgsSearch(
              queries.pixels(),
              originals[i],
              (point, number) -> queries.gradients(image, new double[][] {point}, loss, number)[0],
              steps);
      search.run(searches);
      found.offer(i, originals[i], search.best(), search.isFound());
      best.count(i, search.zeroGradients());
    }
    return best.images();
  }

  private LogitLoss[] losses(LossQueries queries, double[][] originals) {
    int[] aims =
        goal.targeted()
            ? queries.aims()
            : RivalClasses.of(queries, originals, 1, QUERY_FOR_THE_TARGETS).likeliest();
    LogitLoss[] losses = new LogitLoss[aims.length];
    for (int i = 0; i < losses.length; i++) {
      losses[i] = new LogLikelihood(aims[i]);
    }
    return losses;
  }

  @Override
  public ObjectNode settings() {
    ObjectNode settings = KIND.settings();
    budget.addTo(settings);
    Objective.addGoalTo(settings, goal);
    return settings.put("searches", searches).put("steps", steps).put("eot", samples);
  }
}
