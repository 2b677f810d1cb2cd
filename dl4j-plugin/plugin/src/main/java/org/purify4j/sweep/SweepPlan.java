package org.purify4j.sweep;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.purify4j.diffusion.guidance.Guidance;
import org.purify4j.diffusion.sampler.Sampler;

/**
 * The purifiers to measure: one for each combination of the first four components.
 *
 * @param timesteps where the reverse diffusion starts, in steps of the model's schedule, each at
 *     least 0
 * @param calls network calls of one purification, each at least 1
 * @param samplers the samplers, by name
 * @param guidances the guidances, by name
 * @param draws numbers of purifications over which the classifier's answers are averaged, each at
 *     least 1
 * @param seed of all noise
 * @param batchSize images worked on at once, at least 1; it does not affect accuracies
 */
public record SweepPlan(
    List<Integer> timesteps,
    List<Integer> calls,
    Map<String, Sampler> samplers,
    Map<String, Guidance> guidances,
    List<Integer> draws,
    long seed,
    int batchSize) {
  public SweepPlan {
    timesteps = distinct("timesteps", timesteps, 0);
    calls = distinct("calls", calls, 1);
    draws = distinct("draws", draws, 1);
    samplers = Collections.unmodifiableMap(new LinkedHashMap<>(samplers));
    guidances = Collections.unmodifiableMap(new LinkedHashMap<>(guidances));
    if (samplers.isEmpty() || guidances.isEmpty()) {
      throw new IllegalArgumentException(
          "samplers, guidances: got "
              + samplers.size()
              + " and "
              + guidances.size()
              + ", must be at least one of each");
    }
    if (batchSize < 1) {
      throw new IllegalArgumentException("batchSize: got " + batchSize + ", must be at least 1");
    }
  }

  /** The largest number of draws, which is the number of purifications of each image. */
  int mostDraws() {
    return draws.get(draws.size() - 1);
  }

  /** Ascending, without duplicates. */
  private static List<Integer> distinct(String name, List<Integer> values, int least) {
    if (values.isEmpty() || values.stream().anyMatch(value -> value < least)) {
      throw new IllegalArgumentException(
          name + ": got " + values + ", must be numbers of at least " + least);
    }
    return values.stream().distinct().sorted().toList();
  }
}
