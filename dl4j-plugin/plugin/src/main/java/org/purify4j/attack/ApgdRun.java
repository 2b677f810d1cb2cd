package org.purify4j.attack;

import java.util.Arrays;
import java.util.function.IntFunction;
import org.purify4j.attack.loss.LogitLoss;
import org.purify4j.diffusion.array.Rows;
import org.purify4j.diffusion.noise.KeyedRandom;

/**
 * Auto-PGD on the images of one batch: several climbs of each, all of them step by step together.
 */
final class ApgdRun {
  /** The number of a query that no climb makes. */
  static final int QUERY_BEFORE_THE_CLIMBS = -1;

  private final Plan plan;
  private final LossQueries queries;
  private final AttackBatches.Batch batch;
  private final double[][] originals;
  private final BestPoints best;

  /**
   * How a batch is attacked.
   *
   * @param budget how far an image may be moved
   * @param steps of a climb
   * @param seed of the random starts
   * @param effort when an image is left
   */
  record Plan(Budget budget, int steps, long seed, Effort effort) {}

  ApgdRun(Plan plan, LossQueries queries, AttackBatches.Batch batch) {
    this.plan = plan;
    this.queries = queries;
    this.batch = batch;
    this.originals = PixelRows.read(batch.images());
    this.best = new BestPoints(queries, originals);
  }

  /**
   * Attacks the batch. An image that is known to be misclassified is not climbed for again.
   *
   * @param climbs number of climbs of each image
   * @param losses of each image, for the climb of a number
   */
  AttackedImages attack(int climbs, IntFunction<LogitLoss[]> losses) {
    for (int climb = 0; climb < climbs; climb++) {
      climb(best.unbroken(), losses.apply(climb), climb);
    }
    return best.images();
  }

  private void climb(int[] images, LogitLoss[] losses, int number) {
    Climb[] climbs = new Climb[originals.length];
    double[] margins = new double[originals.length];
    for (int i : images) {
      climbs[i] =
          Climb.of(plan.budget(), queries.pixels(), originals[i], start(i, number), plan.steps());
    }
    int[] which = images;
    for (int step = 0; step <= plan.steps() && which.length > 0; step++) {
      LossReply[] replies =
          queries.gradients(
              which,
              Arrays.stream(which).mapToObj(i -> climbs[i].point()).toArray(double[][]::new),
              Arrays.stream(which).mapToObj(i -> losses[i]).toArray(LogitLoss[]::new),
              number * (plan.steps() + 1) + step);
      for (int i = 0; i < which.length; i++) {
        int image = which[i];
        LossReply reply = replies[i];
        if (reply.wrong() && climbs[image].isWithinBudget()) {
          best.offer(image, climbs[image].point(), true, reply.margin());
        }
        if (reply.loss() > climbs[image].bestLoss()) {
          margins[image] = reply.margin();
        }
        best.countIfZero(image, reply);
        climbs[image].advance(reply.loss(), reply.gradient());
      }
      which = Arrays.stream(which).filter(i -> !isDone(i)).toArray();
    }
    for (int i : images) {
      best.offer(i, climbs[i].best(), false, margins[i]);
    }
  }

  private boolean isDone(int image) {
    return plan.effort() == Effort.UNTIL_WRONG && best.isWrong(image);
  }

  private double[] start(int image, int climb) {
    double[] start =
        PixelRows.read(
            RandomStart.of(
                plan.budget(),
                KeyedRandom.hash(plan.seed(), climb),
                batch.draw().slice(image, image + 1),
                Rows.of(batch.images(), image, image + 1)))[0];
    plan.budget().norm().geometry().project(start, originals[image], plan.budget().epsilon());
    queries.pixels().settle(start, originals[image]);
    return start;
  }
}
