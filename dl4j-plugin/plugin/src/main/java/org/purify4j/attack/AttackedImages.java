package org.purify4j.attack;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What an attack made of some images.
 *
 * @param images {@code [n, c, h, w]} in [0, 1], within the attack's budget of the originals
 * @param zeroGradients for each image, at how many steps the gradient was exactly 0 and told the
 *     attack no direction: where it is not 0, the attack was weaker than its settings say
 */
public record AttackedImages(INDArray images, int[] zeroGradients) {
  /** Images made without a gradient, or with one that was never 0. */
  public static AttackedImages of(INDArray images) {
    return new AttackedImages(images, new int[(int) images.size(0)]);
  }

  /** How many images had a gradient of exactly 0 at some step. */
  public long withZeroGradients() {
    return Arrays.stream(zeroGradients).filter(steps -> steps > 0).count();
  }
}
