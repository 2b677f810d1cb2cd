package org.purify4j.diffusion.classifier;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a {@link NoisyClassifier} answered, and what the answer rests on.
 *
 * @param logits {@code [n, k]}; logarithms of probabilities where several votes are put together
 * @param shown {@code [n, c, h, w]} in [0, 1]: the images that the classifier behind a defence saw;
 *     with several votes, those of the first
 * @param votes per image, how many votes its answer is put together from
 */
public record Answer(INDArray logits, INDArray shown, int[] votes) {
  /**
   * An answer from one vote for each image.
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
