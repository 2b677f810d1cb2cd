package org.purify4j.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/**
 * One defence in a report.
 *
 * @param name of the defence
 * @param settings everything that decides its answers
 * @param attackCaveat in what an adaptive attack on it fell short of the exact gradient of the
 *     defence; empty if in nothing, or where there was none
 * @param draws fresh draws per image and scenario
 * @param accuracy in each scenario, but for those in which it is withheld
 * @param imagesWithZeroGradients for each attack made through it, how many images had a gradient of
 *     exactly 0 at some step
 * @param secondsPerImage mean time of one answer for one image, in seconds
 * @param firstCall whether that includes the first call, in which networks are built
 * @param networkCallsPerImage diffusion-network passes of one answer for one image
 * @param attackSecondsPerImage mean time of the attack through this defence, in seconds per image
 */
public record DefenceReport(
    String name,
    JsonNode settings,
    String attackCaveat,
    int draws,
    Map<Scenario, Accuracy> accuracy,
    Map<Scenario, Integer> imagesWithZeroGradients,
    double secondsPerImage,
    FirstCall firstCall,
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

  /** This report without the accuracy in a scenario, which is not to be believed. */
  DefenceReport withholding(Scenario scenario) {
    Map<Scenario, Accuracy> shown = new EnumMap<>(accuracy);
    shown.remove(scenario);
    return new DefenceReport(
        name,
        settings,
        attackCaveat,
        draws,
        shown,
        imagesWithZeroGradients,
        secondsPerImage,
        firstCall,
        networkCallsPerImage,
        attackSecondsPerImage);
  }

  /** Summarises what was measured. */
  static DefenceReport of(DefenceResult result, int[] labels) {
    Map<Scenario, Accuracy> accuracy = new EnumMap<>(Scenario.class);
    result.predictions().forEach((s, answers) -> accuracy.put(s, answers.accuracy(labels)));
    Map<Scenario, Integer> zeros = new EnumMap<>(Scenario.class);
    result
        .zeroGradients()
        .forEach((s, steps) -> zeros.put(s, (int) Arrays.stream(steps).filter(n -> n > 0).count()));
    boolean adaptive = accuracy.containsKey(Scenario.ADAPTIVE);
    return new DefenceReport(
        result.name(),
        result.settings(),
        adaptive ? result.caveat().orElse("") : "",
        result.predictions(Scenario.CLEAN).draws(),
        accuracy,
        zeros,
        result.secondsPerImage(),
        result.firstCall(),
        result.networkCallsPerImage(),
        result.attackSecondsPerImage());
  }
}
