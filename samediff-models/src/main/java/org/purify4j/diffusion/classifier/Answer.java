package org.purify4j.diffusion.classifier;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An answer of a {@link NoisyClassifier}, with the images and the number of votes it is based on.
 *
 * @param logits {@code [n, k]}; log-probabilities if several votes are combined
 * @param shown {@code [n, c, h, w]} in [0, 1]: the images that the classifier behind a defence
 *     received; with several votes, those of the first
 * @param votes number of votes combined in the answer to each image
 */
public record Answer(INDArray logits, INDArray shown, int[] votes) {
  /**
   * Creates an answer based on one vote for each image.
   *
   * @param logits {@code [n, k]}
   * @param shown {@code [n, c, h, w]} in [0, 1]
   */
  public static Answer of(INDArray logits, INDArray shown) {
    int[] votes = new int[(int) logits.size(0)];
    Arrays.fill(votes, 1);
    return new Answer(logits, shown, votes);
  }
}
