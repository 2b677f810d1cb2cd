package org.purify4j.attack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.attack.loss.LogitLoss;
import org.purify4j.attack.loss.TargetedMarginLoss;
import org.purify4j.diffusion.catalogue.Bound;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.noise.Draw;

/**
 * Targeted FAB (Croce and Hein, "Minimally distorted adversarial examples with a fast adaptive
 * boundary attack", 2020, and for the targets "Reliable evaluation of adversarial robustness with
 * an ensemble of diverse parameter-free attacks", 2020): for each of the most likely other classes,
 * a search from the image for the nearest point beyond the decision boundary to that class, by
 * projections onto the linearised boundary within [0, 1]. It needs no step size, and neither a
 * shift nor a factor of the logits changes it.
 *
 * <p>The result is the nearest misclassified point of all searches. If that is not within the
 * budget, it is the point of the budget's size on the way there; if there is none, the image as it
 * is. Against a target with noise, logits and gradients are averaged over fresh draws.
 *
 * @param budget how far an image may be moved
 * @param targets how many classes are aimed at, at least 1; all others if there are fewer
 * @param steps of a search, at least 1, with one query for the gradient and one for the class each
 * @param samples draws of the target's noise per query, at least 1
 * @param batchSize images per query of the target, at least 1
 */
public record FabT(Budget budget, int targets, int steps, int samples, int batchSize)
    implements Attack {
  static final AttackKind KIND =
      AttackKind.of(
          "fab-t",
          "the nearest point beyond the boundary to each of the "
              + ApgdT.DEFAULT_TARGETS
              + " likeliest other classes",
          FabT::of);

  /** Secants of the final search, as in the paper. */
  private static final int FINAL_STEPS = 3;

  private static final int QUERY_FOR_THE_TARGETS = -1;

  public FabT {
    AttackSettings.requireAtLeastOne("targets", targets);
    Bound.STEPS.require(steps);
    Bound.DRAWS.require("samples", samples);
    AttackSettings.requireAtLeastOne("batchSize", batchSize);
  }

  /**
   * {@value ApgdT#DEFAULT_TARGETS} classes, for each a search of {@value Apgd#DEFAULT_STEPS} steps
   * unless the settings say how many.
   */
  public static FabT of(AttackSettings settings) {
    settings.requireUntargeted(KIND);
    return new FabT(
        settings.budget(),
        ApgdT.DEFAULT_TARGETS,
        settings.steps().orElse(Apgd.DEFAULT_STEPS),
        settings.samples(),
        settings.batchSize());
  }

  /** The same towards another number of classes. */
  public FabT withTargets(int newTargets) {
    return new FabT(budget, newTargets, steps, samples, batchSize);
  }

  @Override
  public AttackedImages attack(NoisyClassifier target, INDArray images, int[] labels, Draw draw) {
    return attack(target, images, labels, draw, Effort.ALL_STEPS);
  }

  AttackedImages attack(
      NoisyClassifier target, INDArray images, int[] labels, Draw draw, Effort effort) {
    return new AttackBatches(batchSize, images, labels, draw)
        .map(batch -> new Run(new LossQueries(target, samples, batch), batch, effort).attack());
  }

  @Override
  public ObjectNode settings() {
    ObjectNode settings = KIND.settings();
    budget.addTo(settings);
    return settings.put("targets", targets).put("steps", steps).put("eot", samples);
  }

  /** The searches of one batch, all of them step by step together. */
  private final class Run {
    private final LossQueries queries;
    private final Effort effort;
    private final double[][] originals;
    private final BestPoints best;
    private final FabSearch[] searches;

    Run(LossQueries queries, AttackBatches.Batch batch, Effort effort) {
      this.queries = queries;
      this.effort = effort;
      this.originals = PixelRows.read(batch.images());
      this.best = new BestPoints(queries, originals);
      this.searches = new FabSearch[originals.length];
    }

    AttackedImages attack() {
      RivalClasses rivals = RivalClasses.of(queries, originals, targets, QUERY_FOR_THE_TARGETS);
      for (int rank = 0; rank < rivals.count(); rank++) {
        int[] images =
            effort == Effort.ALL_STEPS
                ? IntStream.range(0, originals.length).toArray()
                : best.unbroken();
        LogitLoss[] losses = new LogitLoss[originals.length];
        for (int i : images) {
          losses[i] = new TargetedMarginLoss(rivals.ofImages()[i][rank]);
          searches[i] = new FabSearch(budget.norm(), queries.pixels(), originals[i]);
        }
        search(images, losses, rank * (2 * steps + FINAL_STEPS));
      }
      return best.images();
    }

    private void search(int[] images, LogitLoss[] losses, int firstQuery) {
      int[] which = images;
      for (int step = 0; step < steps; step++) {
        int query = firstQuery + 2 * step;
        LossReply[] replies = gradients(which, losses, query);
        for (int i = 0; i < which.length; i++) {
          best.countIfZero(which[i], replies[i]);
          searches[which[i]].step(replies[i]);
        }
        replies = values(which, losses, query + 1);
        for (int i = 0; i < which.length; i++) {
          searches[which[i]].check(replies[i]);
        }
        which = Arrays.stream(which).filter(i -> !isDone(i)).toArray();
      }
      int[] across =
          Arrays.stream(images)
              .filter(i -> searches[i].distance() < Double.POSITIVE_INFINITY && !isDone(i))
              .toArray();
      for (int step = 0; step < FINAL_STEPS; step++) {
        for (int i : across) {
          searches[i].aimBetween();
        }
        LossReply[] replies = values(across, losses, firstQuery + 2 * steps + step);
        for (int i = 0; i < across.length; i++) {
          searches[across[i]].narrow(replies[i]);
        }
      }
      WithinBudget within = new WithinBudget(budget, queries, best);
      for (int i : images) {
        if (searches[i].distance() < Double.POSITIVE_INFINITY) {
          within.offer(i, originals[i], searches[i].found(), true);
        }
      }
    }

    private boolean isDone(int image) {
      return effort == Effort.UNTIL_WRONG && searches[image].distance() <= budget.epsilon();
    }

    private LossReply[] gradients(int[] which, LogitLoss[] losses, int query) {
      return which.length == 0
          ? new LossReply[0]
          : queries.gradients(which, points(which), of(which, losses), query);
    }

    private LossReply[] values(int[] which, LogitLoss[] losses, int query) {
      return which.length == 0
          ? new LossReply[0]
          : queries.values(which, points(which), of(which, losses), query);
    }

    private double[][] points(int[] which) {
      return Arrays.stream(which).mapToObj(i -> searches[i].point()).toArray(double[][]::new);
    }

    private LogitLoss[] of(int[] which, LogitLoss[] losses) {
      return Arrays.stream(which).mapToObj(i -> losses[i]).toArray(LogitLoss[]::new);
    }
  }
}
