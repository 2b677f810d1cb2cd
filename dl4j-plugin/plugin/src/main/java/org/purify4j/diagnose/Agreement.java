package org.purify4j.diagnose;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How far gradients are from central differences, image by image.
 *
 * @param distances of the gradients, as shares of their length
 * @param doubts how far differences at two steps are from each other, likewise
 * @param flat images whose differences are exactly 0
 * @param rounding what rounding errors alone make of the differences, likewise; median over images
 */
record Agreement(double[] distances, double[] doubts, int flat, double rounding) {
  /** A gradient may be this far away, as a share of its length. */
  private static final double TOLERANCE = 0.02;

  /** Or so many times as far as two steps are from each other. */
  private static final double DOUBTS = 3;

  /** Beyond this, differences tell nothing of the gradient. */
  private static final double MOST_DOUBT = 0.25;

  /** Largest share of images that may disagree. */
  private static final double MOST = 0.25;

  /** Images whose gradient is further away than that. */
  int disagreeing() {
    int count = 0;
    for (int i = 0; i < distances.length; i++) {
      count += distances[i] > Math.max(TOLERANCE, DOUBTS * doubts[i]) ? 1 : 0;
    }
    return count;
  }

  /** Whether nearly all agree. */
  boolean agrees() {
    return disagreeing() <= MOST * distances.length;
  }

  /** Whether the differences tell nothing, two steps being far from each other. */
  boolean doubtful() {
    return doubt() > MOST_DOUBT;
  }

  /** Whether rounding errors may be why. */
  boolean rounded() {
    return rounding > MOST_DOUBT / 2;
  }

  /** Whether most images have no differences at all. */
  boolean isFlat() {
    return flat > distances.length / 2;
  }

  double distance() {
    return Figures.median(distances);
  }

  double doubt() {
    return Figures.median(doubts);
  }

  Map<String, Double> figures() {
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("images", (double) distances.length);
    figures.put("disagreeing", (double) disagreeing());
    figures.put("medianDistance", distance());
    figures.put("medianDoubt", doubt());
    figures.put("medianRounding", rounding);
    return figures;
  }
}
