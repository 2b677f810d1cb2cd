package org.purify4j.attack;

/**
 * The share p of an image that a square covers: 0.8 at first, as in the ensemble of Croce and Hein
 * (2020), halved after 10, 50, 200, 500, 1000, 2000, 4000, 6000 and 8000 of 10000 queries, and at
 * the same shares of another number (Andriushchenko et al. 2020).
 *
 * @param queries how many there are in all
 */
record SquareSchedule(int queries) {
  private static final double FIRST_SHARE = 0.8;
  private static final int[] HALVINGS = {10, 50, 200, 500, 1000, 2000, 4000, 6000, 8000};
  private static final long OF = 10_000;

  /**
   * The side of a square.
   *
   * @param query its number, from 1
   * @param height of the image
   * @param width of the image
   * @param smallest side
   * @return at most the image's shorter side
   */
  int side(int query, int height, int width, int smallest) {
    long side = Math.round(Math.sqrt(share(query) * height * width));
    return (int) Math.min(Math.max(side, smallest), Math.min(height, width));
  }

  /** The share of the image that the square of a query covers. */
  double share(int query) {
    double share = FIRST_SHARE;
    for (int halving : HALVINGS) {
      share = query * OF / queries > halving ? share / 2 : share;
    }
    return share;
  }
}
