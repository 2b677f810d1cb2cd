package org.purify4j.attack;

/** Where the random search of one image looks next. */
interface SquareProposals {
  /**
   * The first point.
   *
   * @param to overwritten
   */
  void first(double[] to);

  /**
   * Another point.
   *
   * @param from the best point so far, not modified
   * @param query number of the point, from 1
   * @param to overwritten
   */
  void next(double[] from, int query, double[] to);
}
