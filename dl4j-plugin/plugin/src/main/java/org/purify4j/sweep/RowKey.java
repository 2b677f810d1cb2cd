package org.purify4j.sweep;

/**
 * What distinguishes a combination from the others of a sweep.
 *
 * @param sampler its name
 * @param timestep where it starts
 * @param steps its network calls
 * @param guidance its name
 */
record RowKey(String sampler, int timestep, int steps, String guidance) {}
