package org.purify4j.sweep;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.data.LabeledImages;

/**
 * The images that every purifier of a sweep is measured on.
 *
 * @param clean as they are
 * @param attacked the same images, attacked through the bare classifier
 */
record SweepImages(LabeledImages clean, LabeledImages attacked) {
  static SweepImages of(LabeledImages clean, INDArray attacked) {
    return new SweepImages(clean, new LabeledImages(attacked, clean.labels(), clean.ids()));
  }

  /** Both. */
  List<LabeledImages> sets() {
    return List.of(clean, attacked);
  }
}
