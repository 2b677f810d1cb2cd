package org.purify4j.sweep;

import java.util.Arrays;
import java.util.List;
import org.purify4j.attack.AttackedImages;
import org.purify4j.data.LabelledImages;
import org.purify4j.evaluate.Scenario;

/**
 * The images that every purifier of a sweep is measured on.
 *
 * @param clean as they are
 * @param attacked the same images, attacked through the bare classifier
 * @param zeroGradients for each image, at how many steps of the attack the gradient was exactly 0
 */
record SweepImages(LabelledImages clean, LabelledImages attacked, List<Integer> zeroGradients) {
  /** The scenarios in which purifiers are measured. */
  static final List<Scenario> SCENARIOS = List.of(Scenario.CLEAN, Scenario.BLIND);

  static SweepImages of(LabelledImages clean, AttackedImages attacked) {
    return new SweepImages(
        clean,
        new LabelledImages(attacked.images(), clean.labels(), clean.ids()),
        Arrays.stream(attacked.zeroGradients()).boxed().toList());
  }

  /** The images of a scenario. */
  LabelledImages of(Scenario scenario) {
    return scenario == Scenario.CLEAN ? clean : attacked;
  }
}
