package org.purify4j.attack;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The best point found for each image of a batch: one known to be misclassified rather than one
 * that is not; among equals, that with the larger score.
 */
final class BestPoints {
  private final LossQueries queries;
  private final double[][] points;
  private final double[] scores;
  private final boolean[] wrong;
  private final int[] zeroGradients;

  /**
   * @param queries of the target
   * @param originals what is best before anything is found, not modified
   */
  BestPoints(LossQueries queries, double[][] originals) {
    this.queries = queries;
    this.points = Arrays.stream(originals).map(double[]::clone).toArray(double[][]::new);
    this.scores = new double[originals.length];
    Arrays.fill(scores, Double.NEGATIVE_INFINITY);
    this.wrong = new boolean[originals.length];
    this.zeroGradients = new int[originals.length];
  }

  /**
   * Takes a point if it is better than the one before.
   *
   * @param point copied
   * @param isWrong whether it is known to be misclassified
   */
  void offer(int image, double[] point, boolean isWrong, double score) {
    boolean better = isWrong == wrong[image] ? score > scores[image] : isWrong;
    if (better) {
      System.arraycopy(point, 0, points[image], 0, point.length);
      scores[image] = score;
      wrong[image] = isWrong;
    }
  }

  /**
   * Notes that a gradient told no direction. Where an image is misclassified already it need not:
   * the difference of logits ratio has a largest value.
   */
  void countIfZero(int image, LossReply reply) {
    zeroGradients[image] += reply.margin() <= 0 && reply.withoutDirection() ? 1 : 0;
  }

  /** Notes gradients that told no direction, which were counted elsewhere. */
  void count(int image, int zeros) {
    zeroGradients[image] += zeros;
  }

  /** The best point of an image; it changes with later ones. */
  double[] point(int image) {
    return points[image];
  }

  boolean isWrong(int image) {
    return wrong[image];
  }

  /** The images of which no misclassified point is known. */
  int[] unbroken() {
    return IntStream.range(0, wrong.length).filter(i -> !wrong[i]).toArray();
  }

  AttackedImages images() {
    INDArray images = queries.pixels().images(points);
    return new AttackedImages(images, zeroGradients);
  }
}
