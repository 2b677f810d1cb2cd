package org.purify4j.evaluate;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One image in a report.
 *
 * @param id of the image
 * @param label its true class
 * @param predictions by defence and scenario, the predicted class in each draw
 * @param zeroGradientSteps by defence and attack made through it, at how many steps of the attack
 *     the gradient was exactly 0
 */
public record ImageReport(
    long id,
    int label,
    Map<String, Map<Scenario, int[]>> predictions,
    Map<String, Map<Scenario, Integer>> zeroGradientSteps) {
  static ImageReport of(EvaluationResult result, int image) {
    Map<String, Map<Scenario, int[]>> predictions = new LinkedHashMap<>();
    Map<String, Map<Scenario, Integer>> zeroGradientSteps = new LinkedHashMap<>();
    for (DefenceResult defence : result.defences()) {
      Map<Scenario, int[]> classes = new EnumMap<>(Scenario.class);
      defence.predictions().forEach((s, answers) -> classes.put(s, answers.classes()[image]));
      predictions.put(defence.name(), classes);
      Map<Scenario, Integer> steps = new EnumMap<>(Scenario.class);
      defence.zeroGradients().forEach((s, ofImages) -> steps.put(s, ofImages[image]));
      zeroGradientSteps.put(defence.name(), steps);
    }
    return new ImageReport(
        result.ids()[image], result.labels()[image], predictions, zeroGradientSteps);
  }
}
