package org.purify4j.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.EnumMap;
import java.util.Map;

/**
 * One defence in a report.
 *
 * @param name of the defence
 * @param settings everything that decides its answers
 * @param draws fresh draws per image and scenario
 * @param accuracy in each scenario
 * @param secondsPerImage mean time of one answer for one image, in seconds
 * @param networkCallsPerImage diffusion-network passes of one answer for one image
 * @param attackSecondsPerImage mean time of the attack through this defence, in seconds per image
 */
public record DefenceReport(
    String name,
    JsonNode settings,
    int draws,
    Map<Scenario, Accuracy> accuracy,
    double secondsPerImage,
    double networkCallsPerImage,
    double attackSecondsPerImage) {
  /**
   * The accuracy in one scenario.
   *
   * @throws IllegalArgumentException if it was not measured in that one
   */
  public Accuracy accuracy(Scenario scenario) {
    Accuracy measured = accuracy.get(scenario);
    if (measured == null) {
      throw new IllegalArgumentException(
          "scenario: got " + scenario + ", must be one of " + accuracy.keySet());
    }
    return measured;
  }

  /** Summarises what was measured. */
  static DefenceReport of(DefenceResult result, int[] labels) {
    Map<Scenario, Accuracy> accuracy = new EnumMap<>(Scenario.class);
    result.predictions().forEach((s, answers) -> accuracy.put(s, answers.accuracy(labels)));
    return new DefenceReport(
        result.name(),
        result.settings(),
        result.predictions(Scenario.CLEAN).draws(),
        accuracy,
        result.secondsPerImage(),
        result.networkCallsPerImage(),
        result.attackSecondsPerImage());
  }
}
