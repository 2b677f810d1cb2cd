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
  /** Stands for every sampler where a single unguided step makes them all the same. */
  public static final String ONE_STEP = "one-step";

  /** Stands for the guidance where there is none. */
  public static final String UNGUIDED = "unguided";

  /** Its name in notes and progress messages. */
  String name() {
    String name = sampler + " t=" + timestep + " nfe=" + steps;
    return guidance.equals(UNGUIDED) ? name : name + " " + guidance;
  }

  /** What distinguishes it from the other combinations of a sweep. */
  RowKey key() {
    return new RowKey(sampler, timestep, steps, guidance);
  }
}
