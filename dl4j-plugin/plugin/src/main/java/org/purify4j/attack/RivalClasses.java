package org.purify4j.attack;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.purify4j.attack.loss.LogitOrder;

/**
 * The classes that targeted attacks aim at: for each image the most likely ones other than the true
 * class, the likeliest first.
 *
 * @param ofImages one row for each image
 */
record RivalClasses(int[][] ofImages) {
  /**
   * Asks the target for the classes.
   *
   * @param images their pixels
   * @param count how many classes; fewer if the target has no more
   * @param iteration number of the query
   */
  static RivalClasses of(LossQueries queries, double[][] images, int count, int iteration) {
    int[] all = IntStream.range(0, images.length).toArray();
    double[][] logits = queries.logits(all, images, iteration);
    int[][] rivals = new int[images.length][];
    Arrays.setAll(
        rivals,
        i ->
            Arrays.stream(LogitOrder.descending(logits[i]))
                .filter(c -> c != queries.label(i))
                .limit(count)
                .toArray());
    return new RivalClasses(rivals);
  }

  /** The likeliest of each image. */
  int[] likeliest() {
    return Arrays.stream(ofImages).mapToInt(ofImage -> ofImage[0]).toArray();
  }

  /** How many there are for each image. */
  int count() {
    return ofImages[0].length;
  }
}
