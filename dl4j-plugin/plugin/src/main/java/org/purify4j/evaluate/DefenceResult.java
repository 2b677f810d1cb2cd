package org.purify4j.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The measurements of one defence.
 *
 * @param name of the defence
 * @param settings everything that decides its answers
 * @param caveat in what an adaptive attack on it fell short, as {@link
 *     org.purify4j.defence.Defence#caveat} says
 * @param predictions what it answered in each scenario
 * @param zeroGradients for each attack made through it, by image, at how many steps the gradient
 *     was exactly 0
 * @param secondsPerImage mean time of one answer for one image, in seconds
 * @param firstCall whether that includes the first call, in which networks are built
 * @param networkCallsPerImage diffusion-network passes of one answer for one image
 * @param attackSecondsPerImage mean time of the attack through this defence, in seconds per image;
 *     0 where there was none
 * @param examples the first images as pictures
 */
public record DefenceResult(
    String name,
    JsonNode settings,
    Optional<String> caveat,
    Map<Scenario, Predictions> predictions,
    Map<Scenario, int[]> zeroGradients,
    double secondsPerImage,
    FirstCall firstCall,
    double networkCallsPerImage,
    double attackSecondsPerImage,
    List<Example> examples) {
  public DefenceResult {
    predictions = Map.copyOf(predictions);
    zeroGradients = Map.copyOf(zeroGradients);
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
