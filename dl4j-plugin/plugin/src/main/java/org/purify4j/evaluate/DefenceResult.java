package org.purify4j.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/**
 * The measurements of one defence.
 *
 * @param name of the defence
 * @param settings everything that decides its answers
 * @param predictions what it answered in each scenario
 * @param secondsPerImage mean time of one answer for one image, in seconds
 * @param networkCallsPerImage diffusion-network passes of one answer for one image
 * @param attackSecondsPerImage mean time of the attack through this defence, in seconds per image;
 *     0 where there was none
 * @param examples the first images as pictures
 */
public record DefenceResult(
    String name,
    JsonNode settings,
    Map<Scenario, Predictions> predictions,
    double secondsPerImage,
    double networkCallsPerImage,
    double attackSecondsPerImage,
    List<Example> examples) {
  public DefenceResult {
    predictions = Map.copyOf(predictions);
    examples = List.copyOf(examples);
  }

  /**
   * What it answered in one scenario.
   *
   * @throws IllegalArgumentException if it was not measured in that one
   */
  public Predictions predictions(Scenario scenario) {
    Predictions answers = predictions.get(scenario);
    if (answers == null) {
      throw new IllegalArgumentException(
          "scenario: got " + scenario + ", must be one of " + predictions.keySet());
    }
    return answers;
  }
}
