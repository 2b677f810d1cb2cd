package org.purify4j.attack;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.attack.loss.CrossEntropyLoss;
import org.purify4j.attack.loss.DlrLoss;
import org.purify4j.attack.loss.LogitLoss;
import org.purify4j.diffusion.catalogue.Bound;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.noise.Draw;

/**
 * Auto-PGD (Croce and Hein, "Reliable evaluation of adversarial robustness with an ensemble of
 * diverse parameter-free attacks", 2020, algorithm 1): ascent of a loss with momentum from a random
 * start, whose step size begins at twice the budget and is halved at checkpoints where the loss no
 * longer rises.
 *
 * <p>Against a target with noise, losses and gradients are averaged over fresh draws at every step
 * (expectation over transformation, Athalye et al. 2018), and the result is the point with the
 * largest loss so averaged; of several climbs, that of the largest margin there. Against a target
 * without noise it is, if there is one, a misclassified point: that with the largest margin.
 *
 * @param budget how far an image may be moved
 * @param objective what is raised
 * @param steps of a climb, at least 1
 * @param restarts number of climbs, at least 1, each from a random start of its own; an image that
 *     is misclassified without noise is not climbed for again
 * @param samples draws of the target's noise per step, at least 1
 * @param seed of the random starts
 * @param batchSize images per query of the target, at least 1
 */
public record Apgd(
    Budget budget,
    Objective objective,
    int steps,
    int restarts,
    int samples,
    long seed,
    int batchSize)
    implements Attack {
  /** Steps of a climb in the paper's ensemble. */
  public static final int DEFAULT_STEPS = 100;

  private static final String NAME = "apgd-";

  static final AttackKind CROSS_ENTROPY =
      AttackKind.of(
          NAME + "ce",
          "Auto-PGD, whose step size adapts itself, on the cross-entropy",
          settings -> of(new CrossEntropyLoss(), settings));

  static final AttackKind DLR =
      AttackKind.of(
          NAME + "dlr",
          "the same on the difference of logits ratio; at least 3 classes",
          settings -> of(new DlrLoss(), settings));

  public Apgd {
    Bound.STEPS.require(steps);
    AttackSettings.requireAtLeastOne("restarts", restarts);
    Bound.DRAWS.require("samples", samples);
    AttackSettings.requireAtLeastOne("batchSize", batchSize);
  }

  /** One climb of {@value #DEFAULT_STEPS} steps, unless the settings say how many. */
  public static Apgd of(LogitLoss loss, AttackSettings settings) {
    return new Apgd(
        settings.budget(),
        new Objective(loss, settings.goal()),
        settings.steps().orElse(DEFAULT_STEPS),
        1,
        settings.samples(),
        settings.seed(),
        settings.batchSize());
  }

  /** The same with another number of climbs. */
  public Apgd withRestarts(int newRestarts) {
    return new Apgd(budget, objective, steps, newRestarts, samples, seed, batchSize);
  }

  @Override
  public AttackedImages attack(NoisyClassifier target, INDArray images, int[] labels, Draw draw) {
    return attack(target, images, labels, draw, Effort.ALL_STEPS);
  }

  AttackedImages attack(
      NoisyClassifier target, INDArray images, int[] labels, Draw draw, Effort effort) {
    ApgdRun.Plan plan = new ApgdRun.Plan(budget, steps, seed, effort);
    return new AttackBatches(batchSize, images, labels, draw)
        .map(
            batch -> {
              LossQueries queries = new LossQueries(target, samples, batch, objective.goal());
              LogitLoss[] losses = queries.losses(objective.loss());
              return new ApgdRun(plan, queries, batch).attack(restarts, climb -> losses);
            });
  }

  @Override
  public boolean random() {
    return true;
  }

  @Override
  public ObjectNode settings() {
    ObjectNode settings =
        JsonNodeFactory.instance.objectNode().put("attack", NAME + objective.loss().name());
    budget.addTo(settings);
    Objective.addGoalTo(settings, objective.goal());
    return settings.put("steps", steps).put("restarts", restarts).put("eot", samples);
  }
}
