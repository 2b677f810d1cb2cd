package org.purify4j.protocol;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What an attack made of a batch.
 *
 * @param images float32 {@code [n, c, h, w]} in [0, 1]
 * @param zeroGradients for each image, at how many steps the gradient was exactly 0
 * @param stages of an ensemble
 * @param cost what it took
 */
record AttackUnit(INDArray images, int[] zeroGradients, List<StageOutcome> stages, UnitCost cost) {
  AttackUnit {
    stages = List.copyOf(stages);
    if (zeroGradients.length != images.size(0)) {
      throw new IllegalArgumentException(
          "zeroGradients: got "
              + zeroGradients.length
              + ", must be one for each of "
              + images.size(0)
              + " images");
    }
  }
}
