package org.purify4j.diffusion.chain;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.array.Finite;
import org.purify4j.diffusion.array.Rows;

/** Checks that purified images are finite. */
final class ResultCheck {
  private ResultCheck() {}

  /** Adds the faults of the first images of a batch. */
  static void add(INDArray x, int images, ImageFaults faults) {
    if (!Finite.isFinite(x)) {
      for (int i = 0; i < images; i++) {
        if (Finite.firstNot(Rows.of(x, i, i + 1)).isPresent()) {
          faults.add(
              i,
              "got a result that is not finite, must be finite (lower the guidance weights or"
                  + " scale)");
        }
      }
    }
  }
}
