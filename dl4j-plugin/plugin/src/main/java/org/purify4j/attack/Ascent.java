package org.purify4j.attack;

import org.purify4j.attack.loss.LogitLoss;

/**
 * The ascent of a loss in a number of steps, all images of a batch together. The last points are
 * the result.
 *
 * @param queries of the target
 * @param objective what is raised
 * @param steps how many
 */
record Ascent(LossQueries queries, Objective objective, int steps) {
  /** Moves the point of an image. */
  @FunctionalInterface
  interface Step {
    /**
     * Takes a step.
     *
     * @param image its number in the batch
     * @param point changed
     * @param gradient of the loss there, up to a positive factor; not modified
     */
    void take(int image, double[] point, double[] gradient);
  }

  /**
   * Climbs.
   *
   * @param points where the images begin, changed
   */
  AttackedImages from(double[][] points, Step step) {
    BestPoints results = new BestPoints(queries, points);
    int[] all = queries.all();
    LogitLoss[] losses = queries.losses(objective.loss());
    for (int number = 0; number < steps; number++) {
      LossReply[] replies = queries.gradients(all, points, losses, number);
      for (int i : all) {
        results.countIfZero(i, replies[i]);
        step.take(i, points[i], replies[i].gradient());
      }
    }
    for (int i : all) {
      results.offer(i, points[i], false, 0);
    }
    return results.images();
  }
}
