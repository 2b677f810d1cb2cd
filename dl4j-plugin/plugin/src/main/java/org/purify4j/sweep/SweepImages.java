package org.purify4j.sweep;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.data.LabelledImages;
import org.purify4j.evaluate.Scenario;

/**
 * The images that every purifier of a sweep is measured on.
 *
 * @param clean as they are
 * @param attacked the same images, attacked through the bare classifier
 */
record SweepImages(LabelledImages clean, LabelledImages attacked) {
  /** The scenarios in which purifiers are measured. */
  static final List<Scenario> SCENARIOS = List.of(Scenario.CLEAN, Scenario.BLIND);

  static SweepImages of(LabelledImages clean, INDArray attacked) {
    return new SweepImages(clean, new LabelledImages(attacked, clean.labels(), clean.ids()));
  }

  /** The images of a scenario. */
  LabelledImages of(Scenario scenario) {
    return scenario == Scenario.CLEAN ? clean : attacked;
  }
}
