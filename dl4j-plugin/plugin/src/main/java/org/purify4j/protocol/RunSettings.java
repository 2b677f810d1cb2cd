package org.purify4j.protocol;

import org.purify4j.diffusion.catalogue.Bound;

/**
 * How a protocol is run.
 *
 * @param seed of all random choices of the attacks
 * @param batchSize images attacked at once, which are a unit of the work; no result depends on it
 */
public record RunSettings(long seed, int batchSize) {
  public RunSettings {
    Bound.BATCH_SIZE.require(batchSize);
  }
}
