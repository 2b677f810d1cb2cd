package org.purify4j.attack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.attack.loss.LogitLoss;
import org.purify4j.attack.loss.TargetedDlrLoss;
import org.purify4j.diffusion.catalogue.Bound;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.noise.Draw;

/**
 * Targeted Auto-PGD (Croce and Hein, "Reliable evaluation of adversarial robustness with an
 * ensemble of diverse parameter-free attacks", 2020): {@link Apgd} on the targeted difference of
 * logits ratio ({@link TargetedDlrLoss}), one climb for each of the most likely other classes. The
 * result is the point of all climbs with the largest margin.
 *
 * @param budget how far an image may be moved
 * @param targets how many classes are aimed at, at least 1; all others if there are fewer
 * @param steps of a climb, at least 1
 * @param restarts number of climbs for each class, at least 1
 * @param samples draws of the target's noise per step, at least 1
 * @param seed of the random starts
 * @param batchSize images per query of the target, at least 1
 */
public record ApgdT(
    Budget budget, int targets, int steps, int restarts, int samples, long seed, int batchSize)
    implements Attack {
  /** Classes that the paper's targeted attacks aim at: all others of CIFAR-10. */
  public static final int DEFAULT_TARGETS = 9;

  static final AttackKind KIND =
      AttackKind.of(
          "apgd-t",
          "Auto-PGD towards each of the "
              + DEFAULT_TARGETS
              + " likeliest other classes; at least "
              + TargetedDlrLoss.FEWEST_CLASSES
              + " classes",
          ApgdT::of);

  public ApgdT {
    AttackSettings.requireAtLeastOne("targets", targets);
    Bound.STEPS.require(steps);
    AttackSettings.requireAtLeastOne("restarts", restarts);
    Bound.DRAWS.require("samples", samples);
    AttackSettings.requireAtLeastOne("batchSize", batchSize);
  }

  /**
   * {@value #DEFAULT_TARGETS} classes, for each a climb of {@value Apgd#DEFAULT_STEPS} steps unless
   * the settings say how many.
   */
  public static ApgdT of(AttackSettings settings) {
    settings.requireUntargeted(KIND);
    return new ApgdT(
        settings.budget(),
        DEFAULT_TARGETS,
        settings.steps().orElse(Apgd.DEFAULT_STEPS),
        1,
        settings.samples(),
        settings.seed(),
        settings.batchSize());
  }

  /** The same towards another number of classes. */
  public ApgdT withTargets(int newTargets) {
    return new ApgdT(budget, newTargets, steps, restarts, samples, seed, batchSize);
  }

  /** The same with another number of climbs for each class. */
  public ApgdT withRestarts(int newRestarts) {
    return new ApgdT(budget, targets, steps, newRestarts, samples, seed, batchSize);
  }

  @Override
  public AttackedImages attack(NoisyClassifier target, INDArray images, int[] labels, Draw draw) {
    return attack(target, images, labels, draw, Effort.ALL_STEPS);
  }

  AttackedImages attack(
      NoisyClassifier target, INDArray images, int[] labels, Draw draw, Effort effort) {
    new TargetedDlrLoss(0).requireClasses(target.classes());
    return new AttackBatches(batchSize, images, labels, draw)
        .map(batch -> attack(new LossQueries(target, samples, batch), batch, effort));
  }

  private AttackedImages attack(LossQueries queries, AttackBatches.Batch batch, Effort effort) {
    RivalClasses rivals =
        RivalClasses.of(
            queries, PixelRows.read(batch.images()), targets, ApgdRun.QUERY_BEFORE_THE_CLIMBS);
    return new ApgdRun(new ApgdRun.Plan(budget, steps, seed, effort), queries, batch)
        .attack(rivals.count() * restarts, climb -> losses(rivals, climb % rivals.count()));
  }

  private static LogitLoss[] losses(RivalClasses rivals, int rank) {
    return Arrays.stream(rivals.ofImages())
        .map(ofImage -> new TargetedDlrLoss(ofImage[rank]))
        .toArray(LogitLoss[]::new);
  }

  @Override
  public boolean random() {
    return true;
  }

  @Override
  public ObjectNode settings() {
    ObjectNode settings = KIND.settings();
    budget.addTo(settings);
    return settings
        .put("targets", targets)
        .put("steps", steps)
        .put("restarts", restarts)
        .put("eot", samples);
  }
}
