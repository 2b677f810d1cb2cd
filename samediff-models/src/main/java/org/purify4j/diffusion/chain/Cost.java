package org.purify4j.diffusion.chain;

/**
 * What a purifier has spent since it was made.
 *
 * @param networkCalls forward passes of the diffusion network, each of a whole batch
 * @param networkGradients forward and backward passes of the diffusion network
 * @param imagePasses images that went through the network in all these passes, each time one does;
 *     padding is not counted
 * @param victimCalls calls of the victim by the guidance, gradients included
 * @param networkNanos time within the diffusion network, in nanoseconds
 * @param victimNanos time within the victim, in nanoseconds
 * @param totalNanos time within the purifier, in nanoseconds
 */
public record Cost(
    long networkCalls,
    long networkGradients,
    long imagePasses,
    long victimCalls,
    long networkNanos,
    long victimNanos,
    long totalNanos) {
  /** The part of the time spent neither in the network nor in the victim, 0 to 1. */
  public double overhead() {
    return totalNanos == 0 ? 0 : (totalNanos - networkNanos - victimNanos) / (double) totalNanos;
  }
}
