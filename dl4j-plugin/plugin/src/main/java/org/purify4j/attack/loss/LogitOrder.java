package org.purify4j.attack.loss;

import java.util.stream.IntStream;

/** Classes in the order of their logits; of equal ones, the class with the smaller number first. */
public final class LogitOrder {
  private LogitOrder() {}

  /** All classes, the one with the largest logit first. */
  public static int[] descending(double[] logits) {
    return IntStream.range(0, logits.length)
        .boxed()
        .sorted((a, b) -> Double.compare(logits[b], logits[a]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** The class other than the label with the largest logit. */
  public static int largestOther(double[] logits, int label) {
    int best = label == 0 ? 1 : 0;
    for (int c = best + 1; c < logits.length; c++) {
      if (c != label && logits[c] > logits[best]) {
        best = c;
      }
    }
    return best;
  }
}
