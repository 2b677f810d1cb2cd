package org.purify4j.attack;

/**
 * What an attack that looks for the nearest adversarial point makes of one within a budget: the
 * point itself, or, if that is further away, the point of the budget's size on the way to it.
 *
 * @param budget how far an image may be moved
 * @param queries of the target
 * @param best for each image of the batch, receives what is found
 */
record WithinBudget(Budget budget, LossQueries queries, BestPoints best) {
  /**
   * Offers a point.
   *
   * @param image its number in the batch
   * @param original the image, not modified
   * @param point not modified
   * @param wrong whether the target answers wrongly there
   */
  void offer(int image, double[] original, double[] point, boolean wrong) {
    double distance = budget.norm().geometry().distance(point, original);
    if (distance <= budget.epsilon()) {
      best.offer(image, point, wrong && queries.certain(), -distance);
      return;
    }
    double[] onTheWay = new double[point.length];
    double share = budget.epsilon() / distance;
    for (int i = 0; i < point.length; i++) {
      onTheWay[i] = original[i] + share * (point[i] - original[i]);
    }
    queries.pixels().settle(onTheWay, original);
    best.offer(image, onTheWay, false, -distance);
  }
}
