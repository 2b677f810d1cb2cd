package org.purify4j.attack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.attack.loss.LogitLoss;
import org.purify4j.attack.loss.TargetedMarginLoss;
import org.purify4j.diffusion.catalogue.Bound;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.noise.Draw;

/**
 * DeepFool (Moosavi-Dezfooli et al., "DeepFool: a simple and accurate method to fool deep neural
 * networks", 2016, algorithm 2): steps onto the nearest of the linearised decision boundaries
 * between the true class and the likeliest others, until the image is misclassified. With f_t = z_t
 * − z_y and the dual norm q of p,
 *
 * <pre>
 * l = argmin_t |f_t(x)| / ‖∇f_t(x)‖_q,   r = the shortest way in ‖·‖_p with f_l(x) + ∇f_l(x)·r = 0
 * </pre>
 *
 * <p>and the result is x° + (1 + η) Σ r with the overshoot η. Here the boundaries are those within
 * [0, 1]: both the distances and the ways take the border into account, so that for a linear
 * classifier the result is the nearest misclassified image but for η.
 *
 * <p>If the point found is not within the budget, the result is the point of the budget's size on
 * the way there; so it is on the way to the last point if none is misclassified. Against a target
 * with noise, logits and gradients are averaged over fresh draws. A point just beyond the boundary
 * fools about every other draw: against noise, attacks that use the whole budget are stronger.
 *
 * @param budget how far an image may be moved
 * @param classes how many classes are looked at, the true one among them, at least 2; all if there
 *     are fewer
 * @param overshoot η, 0 or more
 * @param steps number of steps, at least 1, with a gradient of each class looked at
 * @param samples draws of the target's noise per query, at least 1
 * @param batchSize images per query of the target, at least 1
 */
public record DeepFool(
    Budget budget, int classes, double overshoot, int steps, int samples, int batchSize)
    implements Attack {
  /** The paper's number of classes. */
  public static final int DEFAULT_CLASSES = 10;

  /** The paper's η. */
  public static final double DEFAULT_OVERSHOOT = 0.02;

  /** Steps of the authors' program. */
  public static final int DEFAULT_STEPS = 50;

  static final AttackKind KIND =
      AttackKind.of(
          "deepfool",
          "steps onto the nearest linearised boundary until the image is misclassified",
          DeepFool::of);

  private static final int QUERY_FOR_THE_CLASSES = -1;

  public DeepFool {
    if (classes < 2) {
      throw new IllegalArgumentException("classes: got " + classes + ", must be at least 2");
    }
    if (!(overshoot >= 0) || Double.isInfinite(overshoot)) {
      throw new IllegalArgumentException("overshoot: got " + overshoot + ", must be 0 or more");
    }
    Bound.STEPS.require(steps);
    Bound.DRAWS.require("samples", samples);
    AttackSettings.requireAtLeastOne("batchSize", batchSize);
  }

  /** The paper's attack, with at most {@value #DEFAULT_STEPS} steps unless the settings say. */
  public static DeepFool of(AttackSettings settings) {
    settings.requireUntargeted(KIND);
    return new DeepFool(
        settings.budget(),
        DEFAULT_CLASSES,
        DEFAULT_OVERSHOOT,
        settings.steps().orElse(DEFAULT_STEPS),
        settings.samples(),
        settings.batchSize());
  }

  /** The same with another overshoot. */
  public DeepFool withOvershoot(double newOvershoot) {
    return new DeepFool(budget, classes, newOvershoot, steps, samples, batchSize);
  }

  @Override
  public AttackedImages attack(NoisyClassifier target, INDArray images, int[] labels, Draw draw) {
    return new AttackBatches(batchSize, images, labels, draw)
        .map(batch -> attack(new LossQueries(target, samples, batch), batch.images()));
  }

  private AttackedImages attack(LossQueries queries, INDArray images) {
    double[][] originals = PixelRows.read(images);
    BestPoints best = new BestPoints(queries, originals);
    DeepFoolWalk[] walks = new DeepFoolWalk[originals.length];
    Arrays.setAll(
        walks, i -> new DeepFoolWalk(budget.norm(), queries.pixels(), originals[i], overshoot));
    Run run =
        new Run(
            queries,
            RivalClasses.of(queries, originals, classes - 1, QUERY_FOR_THE_CLASSES),
            walks);
    int[] which = IntStream.range(0, originals.length).toArray();
    for (int step = 0; step < steps && which.length > 0; step++) {
      which = run.step(which, step, best);
    }
    run.look(which, steps);
    WithinBudget found = new WithinBudget(budget, queries, best);
    for (int i = 0; i < walks.length; i++) {
      found.offer(i, originals[i], walks[i].point(), walks[i].hasArrived());
    }
    return best.images();
  }

  @Override
  public ObjectNode settings() {
    ObjectNode settings = KIND.settings();
    budget.addTo(settings);
    return settings
        .put("classes", classes)
        .put("overshoot", overshoot)
        .put("steps", steps)
        .put("eot", samples);
  }

  /** The walks of one batch, all of them step by step together. */
  private record Run(LossQueries queries, RivalClasses rivals, DeepFoolWalk[] walks) {
    /** Takes a step with some images, and returns those that were not misclassified before it. */
    int[] step(int[] which, int step, BestPoints best) {
      LossReply[] likeliest = queries.gradients(which, points(which), losses(which, 0), step);
      List<List<LossReply>> replies = new ArrayList<>();
      for (int i = 0; i < which.length; i++) {
        walks[which[i]].look(likeliest[i]);
        if (!walks[which[i]].hasArrived()) {
          replies.add(new ArrayList<>(List.of(likeliest[i])));
        }
      }
      int[] left = Arrays.stream(which).filter(i -> !walks[i].hasArrived()).toArray();
      for (int rank = 1; rank < rivals.count() && left.length > 0; rank++) {
        LossReply[] others = queries.gradients(left, points(left), losses(left, rank), step);
        for (int i = 0; i < left.length; i++) {
          replies.get(i).add(others[i]);
        }
      }
      for (int i = 0; i < left.length; i++) {
        if (!walks[left[i]].step(replies.get(i))) {
          best.countIfZero(left[i], replies.get(i).get(0));
        }
      }
      return left;
    }

    /** Asks whether some images are misclassified by now. */
    void look(int[] which, int query) {
      if (which.length > 0) {
        LossReply[] replies = queries.values(which, points(which), losses(which, 0), query);
        for (int i = 0; i < which.length; i++) {
          walks[which[i]].look(replies[i]);
        }
      }
    }

    private double[][] points(int[] which) {
      return Arrays.stream(which).mapToObj(i -> walks[i].point()).toArray(double[][]::new);
    }

    private LogitLoss[] losses(int[] which, int rank) {
      return Arrays.stream(which)
          .mapToObj(i -> new TargetedMarginLoss(rivals.ofImages()[i][rank]))
          .toArray(LogitLoss[]::new);
    }
  }
}
