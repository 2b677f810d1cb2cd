package org.purify4j.sweep;

import org.purify4j.diffusion.chain.PurifierConfig;

/**
 * One purifier of a sweep.
 *
 * @param sampler name of the sampler, or {@link #ONE_STEP}
 * @param timestep where it starts
 * @param steps its network calls in one purification
 * @param guidance name of the guidance, or {@link #UNGUIDED}
 * @param config its settings, of one vote
 */
public record Combination(
    String sampler, int timestep, int steps, String guidance, PurifierConfig config) {
  /** The sampler's name where there is a single step and no guidance, the same for all. */
  public static final String ONE_STEP = "one-step";

  /** The guidance's name where there is none. */
  public static final String UNGUIDED = "unguided";

  /** How it is called in notes and progress. */
  String name() {
    String name = sampler + " t=" + timestep + " nfe=" + steps;
    return guidance.equals(UNGUIDED) ? name : name + " " + guidance;
  }

  /** What tells it from the others of a sweep. */
  RowKey key() {
    return new RowKey(sampler, timestep, steps, guidance);
  }
}
